//! webauthn-rs-core behind the relycheck protocol.
