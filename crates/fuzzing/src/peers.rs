//! What is compared with the suite's own: decoders and relying parties that come from outside.

use relycheck_protocol::RelyingParty;

use crate::Artefact;

/// What a decoder made of its input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decoded {
    /// It took the input for a valid artefact.
    Accepted,
    /// It did not, in its own words.
    Refused(String),
    /// It has nothing that reads the artefact.
    Unsupported,
}

/// A decoder from outside.
pub trait Decoder {
    /// The name under which its divergences are listed.
    fn name(&self) -> &'static str;

    /// What it makes of an input.
    fn decode(&self, artefact: Artefact, input: &[u8]) -> Decoded;
}

/// Those that a target is run beside.
#[derive(Default)]
pub struct Peers<'a> {
    /// Beside wire, by artefact.
    pub decoders: Vec<&'a dyn Decoder>,
    /// Beside the reference RP, each with the name under which its divergences are listed.
    pub relying_parties: Vec<(&'static str, &'a mut dyn RelyingParty)>,
}
