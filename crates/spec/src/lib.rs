//! The requirements of WebAuthn Level 3 and the bug classes, as data.
