//! The expectation of a response from its request and its flags: the one place where a platform row becomes a demand.

use relycheck_judge::Expected;
use relycheck_protocol::{Mediation, Stage, UserVerification};

use crate::Kind;

/// The flags of authenticator data that a verdict depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Flags {
    /// User present.
    pub up: bool,
    /// User verified.
    pub uv: bool,
    /// Backup eligible.
    pub be: bool,
    /// Backup state.
    pub bs: bool,
}

/// What an RP is to do with an otherwise valid response, the row that says so, and the stage of a refusal.
///
/// UP has to be set but for a conditional registration (reg-15, auth-16); UV where it was required (reg-16, auth-17); BS only with
/// BE (reg-17, auth-18). Everything else is accepted: with UV=0 by reg-16n and auth-17n, else because all steps passed (reg-29,
/// auth-25).
#[must_use]
pub fn expect(
    kind: Kind,
    user_verification: Option<UserVerification>,
    mediation: Option<Mediation>,
    flags: Flags,
) -> (Expected, &'static str, Option<Stage>) {
    let row = |registration, authentication| match kind {
        Kind::Create => registration,
        Kind::Get => authentication,
    };
    let presence_waived = kind == Kind::Create && mediation == Some(Mediation::Conditional);
    let refuse = |row| (Expected::Rejected, row, Some(Stage::AuthData));
    if !flags.up && !presence_waived {
        refuse(row("reg-15", "auth-16"))
    } else if !flags.uv && user_verification == Some(UserVerification::Required) {
        refuse(row("reg-16", "auth-17"))
    } else if flags.bs && !flags.be {
        refuse(row("reg-17", "auth-18"))
    } else if !flags.up {
        (Expected::Accepted, "reg-15", None)
    } else if !flags.uv {
        (Expected::Accepted, row("reg-16n", "auth-17n"), None)
    } else {
        (Expected::Accepted, row("reg-29", "auth-25"), None)
    }
}
