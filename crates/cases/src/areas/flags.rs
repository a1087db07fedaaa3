//! The flags byte, all 256 values of it, in both ceremonies: <https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data>.

use relycheck_forge::{AuthenticatorDataDeviation, Deviation, Emission, Flags};
use relycheck_protocol::Stage;

use super::cbor::with_extension_data;
use super::either;
use crate::Kind;
use crate::builder::{Builder, Demand, SweepPart};
use crate::effect::{bypass, lockout};
use crate::recipe::Recipe;
use crate::script::Departure;

/// Some of the flags bytes: those with this ED, and where BE is said, with that.
struct Bytes {
    id: &'static str,
    title: &'static str,
    ed: bool,
    be: Option<bool>,
}

pub(super) fn build(into: &mut Builder) {
    for (id, title, ed) in [
        ("flags", "A registration with each of the flags bytes without ED", false),
        ("flags-with-extension-data", "A registration with each of the flags bytes with ED", true),
    ] {
        sweep(into, Kind::Create, &Bytes { id, title, ed, be: None });
    }
    // BE has to be what it was at registration where the RP looks at it, so each half has a credential of its own.
    for (id, title, ed, be) in [
        ("flags-device-bound", "An authentication with each of the flags bytes without ED and BE", false, false),
        ("flags-backup-eligible", "An authentication with each of the flags bytes with BE and without ED", false, true),
        (
            "flags-device-bound-with-extension-data",
            "An authentication with each of the flags bytes with ED and without BE",
            true,
            false,
        ),
        ("flags-backup-eligible-with-extension-data", "An authentication with each of the flags bytes with ED and BE", true, true),
    ] {
        sweep(into, Kind::Get, &Bytes { id, title, ed, be: Some(be) });
    }
}

/// Where ED is set extension data follows.
fn sweep(into: &mut Builder, kind: Kind, bytes: &Bytes) {
    let be = bytes.be.unwrap_or_default();
    let base = if bytes.ed { with_extension_data(kind) } else { Recipe::new(kind) };
    let emission = Emission { be, ..base.emission.clone() };
    // Registered with UV=0, so that an RP which holds on to a first UV=1 shows that elsewhere and not here.
    let registered = Emission { be, uv: false, ..Emission::default() };
    let recipe = Recipe { registered, emission, ..base };
    let honest =
        Flags::UP | Flags::UV | either(kind, Flags::AT, 0) | if bytes.ed { Flags::ED } else { 0 } | if be { Flags::BE } else { 0 };
    let part = |byte: u8| {
        let flags = Flags(byte);
        if flags.ed() != bytes.ed || bytes.be.is_some_and(|be| be != flags.be()) {
            return None;
        }
        let departure = Departure::Bytes(Deviation::AuthenticatorData(AuthenticatorDataDeviation::Flags(byte)));
        let demand = match (either(kind, at_registration(flags), at_authentication(flags)), recipe.accepted_by) {
            (Demand::Accepted(_), Some(row)) => Demand::Accepted(row),
            (demand, _) => demand,
        };
        Some(SweepPart { name: format!("{byte:#04x}"), departure: (byte != honest).then_some(departure), demand })
    };
    let parts = (0..=u8::MAX).filter_map(part).collect();
    let (accepted, refused) = either(
        kind,
        (
            bypass("A registration without presence, without a credential, or with a contradiction is accepted."),
            lockout("People whose authenticator sets a flag that the relying party need not know cannot register."),
        ),
        (
            bypass("A login without presence or with a contradiction is accepted."),
            lockout("People whose authenticator sets a flag that the relying party need not know cannot sign in."),
        ),
    );
    let id = format!("authenticator-data/{}", bytes.id);
    let case = into.sweep(&id, bytes.title, &recipe, parts, accepted, refused).showing(&["B38"]);
    if bytes.ed && kind == Kind::Get {
        case.exercising(&["ad-11"]);
    }
}

/// The flags that a step refuses, where there are any: presence first, then the contradiction of BS and BE.
fn refusing(flags: Flags, presence: &'static str, backup: &'static str, attested: Option<&'static str>) -> Option<&'static str> {
    if !flags.up() {
        Some(presence)
    } else if flags.bs() && !flags.be() {
        Some(backup)
    } else {
        attested
    }
}

/// Where ED is set and AT is not, attested credential data stands where the extensions are said to be, and cannot be read as such.
fn at_registration(flags: Flags) -> Demand {
    match refusing(flags, "reg-15", "reg-17", (!flags.at()).then_some("ad-5")) {
        Some(row) if flags.ed() && !flags.at() => Demand::RefusedSomewhere(row),
        Some(row) => Demand::Refused(row, Stage::AuthData),
        None if flags.rfu() != 0 => Demand::Accepted("ad-2"),
        None => Demand::Accepted(if flags.uv() { "reg-29" } else { "reg-16n" }),
    }
}

/// Where AT is set nothing follows that could be read. No step reads attested credential data in an assertion, so it is the row on
/// AT itself that decides.
fn at_authentication(flags: Flags) -> Demand {
    match refusing(flags, "auth-16", "auth-18", flags.at().then_some("ad-6")) {
        Some(row) if flags.at() => Demand::RefusedSomewhere(row),
        Some(row) => Demand::Refused(row, Stage::AuthData),
        None if flags.rfu() != 0 => Demand::Accepted("ad-2"),
        None if !flags.uv() => Demand::Accepted("auth-17n"),
        None => Demand::Accepted("auth-25"),
    }
}
