//! The reference relying party: one named check per requirement, each of which can be switched off.
