//! The RPs that are built in.

use relycheck_protocol::RelyingParty;

/// An RP that is built in.
#[derive(Clone, Copy, Debug)]
pub struct Embedded {
    /// The name for `--adapter` and `serve-adapter`.
    pub name: &'static str,
    /// Makes one.
    pub make: fn() -> Box<dyn RelyingParty + Send>,
    /// The baseline that it is checked against where none is named: file name and text.
    pub baseline: Option<(&'static str, &'static str)>,
}

/// All of them, the default first.
pub const EMBEDDED: &[Embedded] = &[
    #[cfg(feature = "webauthn-rs-core")]
    Embedded {
        name: "webauthn-rs-core",
        make: || Box::new(relycheck_adapter_webauthn_rs_core::WebauthnRsCore),
        baseline: Some(("adapters/webauthn-rs-core/baseline.toml", relycheck_adapter_webauthn_rs_core::BASELINE)),
    },
    Embedded { name: "reference", make: || Box::new(relycheck_reference::Reference::new()), baseline: None },
];

/// The RP of a name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Embedded> {
    EMBEDDED.iter().find(|embedded| embedded.name == name)
}

/// The names, for messages.
#[must_use]
pub fn names() -> String {
    EMBEDDED.iter().map(|embedded| embedded.name).collect::<Vec<_>>().join(", ")
}
