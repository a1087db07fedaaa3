//! CBOR wherever it occurs: well-formed, canonical, and read with bounded memory and depth.
//! <https://www.w3.org/TR/webauthn-3/#sctn-conforming-all-classes>

use relycheck_forge::{AttestationDeviation, Deviation, KeyDeviation};
use relycheck_protocol::Stage;

use crate::Kind;
use crate::builder::Builder;
use crate::effect::hygiene;
use crate::recipe::Recipe;

pub(super) fn build(into: &mut Builder) {
    let plain = Recipe::new(Kind::Create);
    let unreadable = || hygiene("Bytes that cannot be read are taken for a registration.");
    let parse = Stage::Parse;
    for (id, row, deviation) in [
        ("length-past-the-end", "reg-13", AttestationDeviation::AuthDataPastTheEnd),
        ("without-auth-data", "attobj-1", AttestationDeviation::WithoutAuthData),
        ("trailing-byte", "attobj-3", AttestationDeviation::TrailingByte),
    ] {
        let id = format!("attestation-object/{id}");
        into.refused(&id, (row, parse), &plain, Deviation::Attestation(deviation), unreadable());
    }
    for (id, deviation) in [("nested-deeply", AttestationDeviation::DeepNesting), ("huge-length", AttestationDeviation::HugeLength)]
    {
        let id = format!("attestation-object/{id}");
        into.refused(&id, ("cbor-must-4", parse), &plain, Deviation::Attestation(deviation), unreadable()).as_hazard();
    }
    for (id, deviation) in [
        ("length-not-shortest", AttestationDeviation::LengthNotShortest),
        ("indefinite-length", AttestationDeviation::IndefiniteLength),
        ("keys-out-of-order", AttestationDeviation::KeysOutOfOrder),
        ("key-twice", AttestationDeviation::KeyTwice),
    ] {
        let effect = hygiene("Two parsers may read the same registration differently.");
        let id = format!("attestation-object/{id}");
        into.refused(&id, ("conf-2", parse), &plain, Deviation::Attestation(deviation), effect);
    }
    let deviation = Deviation::Key(KeyDeviation::EntryMissing);
    into.refused("key/entry-missing", ("acd-4", parse), &plain, deviation, unreadable());
}
