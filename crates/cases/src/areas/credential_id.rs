//! Attested credential data up to the key: <https://www.w3.org/TR/webauthn-3/#sctn-attested-credential-data>.

use relycheck_forge::{AuthenticatorDataDeviation, Deviation, Emission};
use relycheck_protocol::Stage;

use crate::Kind;
use crate::builder::{Builder, Demand, SweepPart};
use crate::effect::{as_it_should_be, hygiene};
use crate::recipe::Recipe;

pub(super) fn build(into: &mut Builder) {
    lengths(into);
    declared_lengths(into);
    let title = "Attestation `none` with an AAGUID that is not zero, as Level 3 has it";
    let named = Recipe::emitting(Kind::Create, Emission { aaguid: *b"relycheck-aaguid", ..Emission::default() });
    into.accepted("aaguid/set-with-none", title, Some("acd-5"), &named, "People whose passkey provider names itself");
}

fn lengths(into: &mut Builder) {
    let of = |length| Emission { credential_id_length: length, ..Emission::default() };
    // The row's verdict is on longer ids; that this length is to be accepted follows from all steps having passed.
    let title = "A credential id of 1023 bytes, the most that is allowed";
    let who = "People whose authenticator packs its key into the id";
    let longest = Recipe::emitting(Kind::Create, of(1023));
    into.accepted("credential-id/1023-bytes", title, None, &longest, who).exercising(&["acd-2"]).showing(&["B47"]);
    let title = "The credential id has 1023 bytes";
    let used = Recipe { registered: of(1023), ..Recipe::emitting(Kind::Get, of(1023)) };
    into.accepted("credential-id/1023-bytes", title, None, &used, who).showing(&["B47"]);
    let title = "A credential id of 16 bytes, the fewest that the standard has for one that is drawn by lot";
    let shortest = Recipe::emitting(Kind::Create, of(16));
    let who = "People whose security key or password manager has ids of 16 bytes";
    into.accepted("credential-id/16-bytes", title, None, &shortest, who).exercising(&["acd-3"]).showing(&["B47"]);
    for (length, title) in [(1, "A credential id of one byte"), (15, "A credential id of 15 bytes")] {
        let id = format!("credential-id/{length}-bytes");
        let short = Recipe::emitting(Kind::Create, of(length));
        into.accepted(&id, title, Some("acd-3"), &short, "People whose authenticator makes short ids").showing(&["B47"]);
    }
    let empty = Deviation::AuthenticatorData(AuthenticatorDataDeviation::CredentialIdLength(0));
    into.left_open("credential-id/0-bytes", "acd-3", &Recipe::new(Kind::Create), empty).showing(&["B47"]);
    for length in [1024, u16::MAX] {
        let long = Deviation::AuthenticatorData(AuthenticatorDataDeviation::CredentialIdLength(length));
        let effect = hygiene("A credential id that is longer than any may be is stored.");
        let id = format!("authenticator-data/credential-id-{length}-bytes");
        into.refused(&id, ("reg-25", Stage::AuthData), &Recipe::new(Kind::Create), long, effect).showing(&["B47"]);
    }
}

/// Lengths that run past the end, by one byte or so far that a sum of 16 bits begins anew: 109 bytes follow the length.
fn declared_lengths(into: &mut Builder) {
    let past = [110, 0x00ff, 0x7fff, 0x8000, 0xff00, 0xffff - 55, 0xffff - 54, 0xffff - 36, 0xffff];
    let part = |length: u16| {
        let deviation = AuthenticatorDataDeviation::CredentialIdDeclared(length);
        SweepPart::deviating(length.to_string(), Deviation::AuthenticatorData(deviation), Demand::Refused("acd-1", Stage::Parse))
    };
    let mut parts: Vec<SweepPart> = past.into_iter().map(part).collect();
    // The id takes everything there is, and leaves nothing for the key.
    let all = Deviation::AuthenticatorData(AuthenticatorDataDeviation::CredentialIdDeclared(109));
    parts.push(SweepPart::deviating("109", all, Demand::Refused("acd-4", Stage::Parse)));
    let target = ("acd-1", Stage::Parse);
    let past = Deviation::AuthenticatorData(AuthenticatorDataDeviation::CredentialIdDeclared(u16::MAX));
    let effect = || hygiene("Authenticator data that is not whole is taken for an authenticator's.");
    into.refused("authenticator-data/too-short", target, &Recipe::new(Kind::Create), past, effect()).showing(&["B48"]);
    let title = "A registration whose credential id is said to be longer than what follows";
    let id = "authenticator-data/credential-id-length";
    into.sweep(id, title, &Recipe::new(Kind::Create), parts, effect(), as_it_should_be()).showing(&["B47", "B48"]);
}
