//! The edit script: what a tail says about the responses in front of it.

use relycheck_forge::{Algorithm, CertificateDeviation, Chain};

use super::authenticator_data::AuthenticatorDataEdit;
use super::client_data::ClientDataEdit;
use super::draw::Draw;
use super::envelope::EnvelopeEdit;
use super::map::{MapEdit, Vocabulary};
use super::signature::SignatureEdit;

/// The most steps that a script has: what more would say, fewer do.
const MOST_STEPS: usize = 8;

/// One change of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Edit {
    /// Of client data.
    ClientData(ClientDataEdit),
    /// Of authenticator data, its key and its extensions.
    AuthenticatorData(AuthenticatorDataEdit),
    /// The credential's key is this one of the pool, which signs from here on.
    Pooled(Algorithm, u8),
    /// The attestation is self attestation of the format `packed`.
    Attest,
    /// The attestation is of the format `packed` with these certificates.
    Certify(Chain, Option<CertificateDeviation>),
    /// Of the attestation statement, after it was signed.
    Statement(MapEdit),
    /// Of the attestation object, after its statement was signed.
    Object(MapEdit),
    /// Of the signature.
    Signature(SignatureEdit),
    /// Of the envelope.
    Envelope(EnvelopeEdit),
}

/// The edits of one response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Edits {
    /// Whether what is signed and was changed keeps the signature that it had.
    pub(crate) unsigned: bool,
    /// In order.
    pub(crate) steps: Vec<Edit>,
}

/// A script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Script {
    /// Which bit the oracle about flipped bits flips, and which tolerance is added, each modulo how many there are.
    pub(crate) bit: u32,
    /// Of the registration response.
    pub(crate) registration: Edits,
    /// Of the authentication response.
    pub(crate) authentication: Edits,
}

impl Script {
    /// Reads a script. Every sequence of bytes is one, and none is the script that changes nothing: a byte whose lowest two bits
    /// keep signatures, four of the bit to be flipped, then the steps.
    pub(crate) fn read(bytes: &[u8], has_authentication: bool) -> Self {
        let mut draw = Draw::new(bytes);
        let mode = draw.byte();
        let edits = |unsigned| Edits { unsigned, steps: Vec::new() };
        let mut script = Self { registration: edits(mode & 1 == 1), authentication: edits(mode & 2 == 2), bit: draw.number() };
        for _ in 0..MOST_STEPS {
            if draw.is_empty() {
                break;
            }
            if has_authentication && draw.below(4) != 0 {
                script.authentication.steps.push(Edit::of_authentication(&mut draw));
            } else {
                script.registration.steps.push(Edit::of_registration(&mut draw));
            }
        }
        script
    }
}

impl Edit {
    fn of_registration(draw: &mut Draw<'_>) -> Self {
        match draw.below(20) {
            0..=3 => Self::ClientData(ClientDataEdit::draw(draw)),
            4..=7 => Self::AuthenticatorData(AuthenticatorDataEdit::draw(draw)),
            8..=10 => Self::AuthenticatorData(AuthenticatorDataEdit::draw_key(draw)),
            11 => Self::AuthenticatorData(AuthenticatorDataEdit::draw_extensions(draw)),
            12 | 13 => Self::Pooled(draw.one_of(&Algorithm::ALL), draw.byte()),
            14 => Self::Attest,
            15 => Self::Statement(MapEdit::draw(draw, Vocabulary::Names)),
            16 => Self::Object(MapEdit::draw(draw, Vocabulary::Names)),
            17 => Self::Signature(SignatureEdit::draw(draw)),
            18 => Self::certify(draw),
            _ => Self::Envelope(EnvelopeEdit::draw(draw)),
        }
    }

    /// Every other time with certificates that are in order.
    fn certify(draw: &mut Draw<'_>) -> Self {
        let deviates = draw.below(2) == 1;
        let (chain, deviation) = (draw.one_of(&Chain::ALL), draw.one_of(&CertificateDeviation::ALL));
        Self::Certify(chain, deviates.then_some(deviation))
    }

    fn of_authentication(draw: &mut Draw<'_>) -> Self {
        match draw.below(16) {
            0..=4 => Self::ClientData(ClientDataEdit::draw(draw)),
            5..=8 => Self::AuthenticatorData(AuthenticatorDataEdit::draw(draw)),
            9 => Self::AuthenticatorData(AuthenticatorDataEdit::draw_extensions(draw)),
            10..=12 => Self::Signature(SignatureEdit::draw(draw)),
            _ => Self::Envelope(EnvelopeEdit::draw(draw)),
        }
    }
}
