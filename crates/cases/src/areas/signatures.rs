//! The assertion's signature: <https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion>.

use relycheck_forge::{ClientDataShape, Deviation, Emission, SignatureDeviation};
use relycheck_protocol::Stage;

use crate::Kind;
use crate::builder::Builder;
use crate::effect::bypass;
use crate::recipe::Recipe;

pub(super) fn build(into: &mut Builder) {
    let forged = || bypass("A login that the credential's key did not sign is accepted.");
    let target = |row| (row, Stage::Signature);
    for (id, deviation) in
        [("bit-flipped", SignatureDeviation::BitFlipped(0)), ("by-another-key", SignatureDeviation::ByAnotherKey)]
    {
        let deviation = Deviation::Signature(deviation);
        into.refused(&format!("signature/{id}"), target("auth-21"), &Recipe::new(Kind::Get), deviation, forged());
    }
    let spaced = ClientDataShape { white_space: true, ..Emission::default().client_data };
    let id = "signature/hash-of-reserialised-client-data";
    let deviation = Deviation::HashOfReserialisedClientData;
    into.refused(id, target("auth-20"), &Recipe::client_data(Kind::Get, spaced), deviation, forged());
}
