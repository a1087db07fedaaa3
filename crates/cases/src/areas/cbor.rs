//! CBOR wherever it occurs: well-formed, canonical, and read with bounded memory and depth.
//! <https://www.w3.org/TR/webauthn-3/#sctn-conforming-all-classes>

mod bombs;
mod form;
mod members;
mod table;
#[cfg(test)]
mod tests;

use relycheck_forge::{AttestationDeviation, CborEdit, CborPlace, Deviation, Emission, Flood, Format, KeyDeviation, Node};
use relycheck_protocol::{AttestationConveyance, Stage};

use crate::Kind;
use crate::builder::{Builder, Demand, SweepPart};
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

    form::build(into);
    members::build(into);
    bombs::build(into);
}

/// A place of CBOR in a ceremony.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    AttestationObject,
    /// Of a self attestation that is verified.
    AttestationStatement,
    CredentialPublicKey,
    Extensions(Kind),
}

impl Place {
    const ALL: [Self; 5] = [
        Self::AttestationObject,
        Self::AttestationStatement,
        Self::CredentialPublicKey,
        Self::Extensions(Kind::Create),
        Self::Extensions(Kind::Get),
    ];

    /// The word in ids.
    fn word(self) -> &'static str {
        match self {
            Self::AttestationObject => "attestation-object",
            Self::AttestationStatement => "attestation-statement",
            Self::CredentialPublicKey => "credential-public-key",
            Self::Extensions(_) => "extensions",
        }
    }

    fn recipe(self) -> Recipe {
        match self {
            Self::AttestationObject | Self::CredentialPublicKey => Recipe::new(Kind::Create),
            Self::AttestationStatement => {
                let mut recipe = Recipe::emitting(Kind::Create, Emission { format: Format::PackedSelf, ..Emission::default() });
                recipe.policy.attestation.conveyance = AttestationConveyance::Direct;
                recipe.policy.attestation.verify = true;
                recipe
            }
            Self::Extensions(kind) => {
                let emission = Emission { extensions: Some(outputs(kind)), ..Emission::default() };
                let row = if kind == Kind::Create { "cp-1" } else { "uvm-1" };
                Recipe { accepted_by: Some(row), ..Recipe::emitting(kind, emission) }
            }
        }
    }

    /// The row for what is no item at all. Whoever ignores extension outputs need not decode them.
    fn ill_formed(self) -> &'static str {
        if let Self::Extensions(_) = self { "ad-9" } else { "cbor-must-1" }
    }

    fn deviation(self, edit: CborEdit) -> Deviation {
        let place = match self {
            Self::AttestationObject => CborPlace::AttestationObject,
            Self::AttestationStatement => CborPlace::AttestationStatement,
            Self::CredentialPublicKey => CborPlace::CredentialPublicKey,
            Self::Extensions(_) => CborPlace::Extensions,
        };
        Deviation::Cbor(place, edit)
    }

    /// One more entry than the map has, after all others, where canonical order puts it.
    fn further_entry(self, value: Flood) -> CborEdit {
        let (number, key) = match self {
            Self::AttestationObject => (3, Node::text("relycheck")),
            Self::AttestationStatement => (2, Node::text("relycheck")),
            Self::CredentialPublicKey => (5, Node::integer(-70_000)),
            Self::Extensions(_) => (2, Node::text("relycheck-extension")),
        };
        CborEdit::Entry(number, key, value)
    }

    /// A message with one more entry than it needs, well-formed and canonical, and that entry's number; `None` where there is not to be
    /// one. Whoever refuses it says nothing about how its value may be written.
    fn with_further_entry(self) -> Option<(usize, Recipe)> {
        let mut recipe = self.recipe();
        match (self, &mut recipe.emission.extensions) {
            (Self::AttestationObject, _) => {
                recipe.emission.further_entry = true;
                recipe.accepted_by = Some("attobj-2");
                Some((3, recipe))
            }
            (Self::Extensions(Kind::Create), Some(Node::Map(outputs))) => {
                outputs.push((Node::text("relycheck-extension"), Node::Unsigned(0)));
                recipe.accepted_by = Some("ext-2");
                Some((2, recipe))
            }
            _ => None,
        }
    }

    fn part(self, name: impl Into<String>, edit: CborEdit, demand: Demand) -> SweepPart {
        SweepPart::deviating(name, self.deviation(edit), demand)
    }
}

/// What authenticators add unasked: two outputs, so that there is an order.
fn outputs(kind: Kind) -> Node {
    let verified = || Node::Array(vec![Node::integer(2), Node::integer(4), Node::integer(2)]);
    match kind {
        Kind::Create => {
            Node::Map(vec![(Node::text("credProtect"), Node::integer(1)), (Node::text("hmac-secret"), Node::bool(true))])
        }
        Kind::Get => Node::Map(vec![
            (Node::text("uvm"), Node::Array(vec![verified()])),
            (Node::text("hmac-secret"), Node::bytes(b"thirty-two bytes that nobody asks")),
        ]),
    }
}

/// A ceremony with the extension data that authenticators add of their own accord. An RP may refuse what it did not ask for, so that it
/// is accepted is a tolerance.
pub(super) fn with_extension_data(kind: Kind) -> Recipe {
    Place::Extensions(kind).recipe()
}

/// Two readers disagree.
fn ambiguous() -> relycheck_judge::Effect {
    hygiene("Two parsers may read the same response differently.")
}

fn ordinary(kind: Kind) -> relycheck_judge::Effect {
    crate::effect::cannot(kind, "an ordinary response")
}
