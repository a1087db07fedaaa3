//! Authenticator data and attested credential data: <https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data>.

use relycheck_forge::{AuthenticatorDataDeviation, Deviation, Emission, Flags, Node};
use relycheck_judge::Effect;
use relycheck_protocol::Stage;

use super::{BOTH, either};
use crate::Kind;
use crate::builder::{Builder, Demand, SweepPart};
use crate::effect::{bypass, hygiene, lockout};
use crate::recipe::Recipe;
use crate::script::Departure;

pub(super) fn build(into: &mut Builder) {
    for kind in BOTH {
        in_both(into, kind);
    }
    attested_credential_data(into);
    flag_bytes_at_registration(into);
}

/// Every flags byte. Extension data follows where ED is set, so that ED is no fault.
fn flag_bytes_at_registration(into: &mut Builder) {
    let recipe = Recipe::new(Kind::Create);
    let honest = Flags::UP | Flags::UV | Flags::AT;
    let part = |byte: u8| {
        let flags = Flags(byte);
        let extensions = flags.ed().then(|| Node::Map(vec![(Node::text("credProtect"), Node::integer(1))]));
        let demand = if !flags.up() {
            Demand::Refused("reg-15", Stage::AuthData)
        } else if flags.bs() && !flags.be() {
            Demand::Refused("reg-17", Stage::AuthData)
        } else if !flags.at() {
            Demand::Refused("ad-5", Stage::AuthData)
        } else if flags.rfu() != 0 {
            Demand::Accepted("ad-2")
        } else {
            Demand::Accepted(if flags.uv() { "reg-29" } else { "reg-16n" })
        };
        let deviation = Departure::Bytes(Deviation::AuthenticatorData(AuthenticatorDataDeviation::Flags(byte)));
        let sent_by_itself = honest | if flags.ed() { Flags::ED } else { 0 };
        SweepPart {
            name: format!("{byte:#04x}"),
            emission: Some(Emission { extensions, ..recipe.emission.clone() }),
            departure: (byte != sent_by_itself).then_some(deviation),
            demand,
        }
    };
    let parts = (0..=u8::MAX).map(part).collect();
    let title = "A registration with each of the 256 flags bytes";
    let accepted = bypass("A registration without presence, without a credential, or with a contradiction is accepted.");
    let refused = lockout("People whose authenticator sets a flag that the relying party need not know cannot register.");
    into.sweep("authenticator-data/flags", title, &recipe, parts, accepted, refused).showing(&["B38"]);
}

fn refused(into: &mut Builder, kind: Kind, id: &str, target: (&str, Stage), deviation: AuthenticatorDataDeviation, effect: Effect) {
    let id = format!("authenticator-data/{id}");
    into.refused(&id, target, &Recipe::new(kind), Deviation::AuthenticatorData(deviation), effect);
}

fn unreadable() -> Effect {
    hygiene("Authenticator data that is not whole is taken for an authenticator's.")
}

fn in_both(into: &mut Builder, kind: Kind) {
    let other = AuthenticatorDataDeviation::RpIdHashOf("example.net".to_owned());
    let effect = either(
        kind,
        bypass("A credential that belongs to another site is registered here."),
        bypass("A login for another site is accepted here."),
    );
    refused(into, kind, "rp-id-hash-other", (either(kind, "reg-14", "auth-15"), Stage::AuthData), other, effect);
    let missing = AuthenticatorDataDeviation::ExtensionsMissing;
    refused(into, kind, "extensions-missing", ("ad-7", Stage::Parse), missing, unreadable());
    let effect = hygiene("Bytes that belong to no field pass unnoticed.");
    refused(into, kind, "trailing-byte", ("ad-8", Stage::AuthData), AuthenticatorDataDeviation::TrailingByte, effect);
    if kind == Kind::Get {
        refused(into, kind, "one-byte-short", ("ad-1", Stage::Parse), AuthenticatorDataDeviation::OneByteShort, unreadable());
    }
}

fn attested_credential_data(into: &mut Builder) {
    let create = Kind::Create;
    refused(into, create, "at0", ("ad-5", Stage::AuthData), AuthenticatorDataDeviation::AtCleared, unreadable());
    let past = AuthenticatorDataDeviation::CredentialIdPastTheEnd;
    refused(into, create, "too-short", ("acd-1", Stage::Parse), past, unreadable());
    let effect = hygiene("A credential id that is longer than any may be is stored.");
    let long = AuthenticatorDataDeviation::CredentialIdLength(1024);
    refused(into, create, "credential-id-1024-bytes", ("reg-25", Stage::AuthData), long, effect);

    let emission = Emission::default;
    let title = "A credential id of 1023 bytes, the most that is allowed";
    let longest = Recipe::emitting(create, Emission { credential_id_length: 1023, ..emission() });
    // The row's verdict is on longer ids; that this length is to be accepted follows from all steps having passed.
    into.accepted("credential-id/1023-bytes", title, None, &longest, "People whose authenticator packs its key into the id")
        .exercising(&["acd-2"]);
    let title = "Attestation `none` with an AAGUID that is not zero, as Level 3 has it";
    let named = Recipe::emitting(create, Emission { aaguid: *b"relycheck-aaguid", ..emission() });
    into.accepted("aaguid/set-with-none", title, Some("acd-5"), &named, "People whose passkey provider names itself");
}
