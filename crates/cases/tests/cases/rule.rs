//! The rule that makes expectations from request and flags, against the steps of the standard, written out by hand.

use relycheck_cases::Kind::{self, Create, Get};
use relycheck_cases::rule::{Flags, expect};
use relycheck_judge::Expected::{self, Accepted, Rejected};
use relycheck_protocol::UserVerification::{self, Discouraged, Preferred, Required};
use relycheck_protocol::{Mediation, Stage};

/// For ceremony, mediation, whether UV was required, UP and UV: the row that decides, with BE and BS being 00, 01, 10, 11. A row
/// with `+` accepts.
///
/// Sources: <https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential> steps 15 to 17 (15 waived for a conditional
/// create), <https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion> steps 16 to 18 (no waiver), and
/// <https://www.w3.org/TR/webauthn-3/#enum-userVerificationRequirement>, by which UV=0 is no reason to fail unless `required`.
const TABLE: &str = "
create modal       required  UP=0 UV=0  reg-15    reg-15   reg-15    reg-15
create modal       required  UP=0 UV=1  reg-15    reg-15   reg-15    reg-15
create modal       required  UP=1 UV=0  reg-16    reg-16   reg-16    reg-16
create modal       required  UP=1 UV=1  reg-29+   reg-17   reg-29+   reg-29+
create modal       otherwise UP=0 UV=0  reg-15    reg-15   reg-15    reg-15
create modal       otherwise UP=0 UV=1  reg-15    reg-15   reg-15    reg-15
create modal       otherwise UP=1 UV=0  reg-16n+  reg-17   reg-16n+  reg-16n+
create modal       otherwise UP=1 UV=1  reg-29+   reg-17   reg-29+   reg-29+
create conditional required  UP=0 UV=0  reg-16    reg-16   reg-16    reg-16
create conditional required  UP=0 UV=1  reg-15+   reg-17   reg-15+   reg-15+
create conditional required  UP=1 UV=0  reg-16    reg-16   reg-16    reg-16
create conditional required  UP=1 UV=1  reg-29+   reg-17   reg-29+   reg-29+
create conditional otherwise UP=0 UV=0  reg-15+   reg-17   reg-15+   reg-15+
create conditional otherwise UP=0 UV=1  reg-15+   reg-17   reg-15+   reg-15+
create conditional otherwise UP=1 UV=0  reg-16n+  reg-17   reg-16n+  reg-16n+
create conditional otherwise UP=1 UV=1  reg-29+   reg-17   reg-29+   reg-29+
get    modal       required  UP=0 UV=0  auth-16   auth-16  auth-16   auth-16
get    modal       required  UP=0 UV=1  auth-16   auth-16  auth-16   auth-16
get    modal       required  UP=1 UV=0  auth-17   auth-17  auth-17   auth-17
get    modal       required  UP=1 UV=1  auth-25+  auth-18  auth-25+  auth-25+
get    modal       otherwise UP=0 UV=0  auth-16   auth-16  auth-16   auth-16
get    modal       otherwise UP=0 UV=1  auth-16   auth-16  auth-16   auth-16
get    modal       otherwise UP=1 UV=0  auth-17n+ auth-18  auth-17n+ auth-17n+
get    modal       otherwise UP=1 UV=1  auth-25+  auth-18  auth-25+  auth-25+
get    conditional required  UP=0 UV=0  auth-16   auth-16  auth-16   auth-16
get    conditional required  UP=0 UV=1  auth-16   auth-16  auth-16   auth-16
get    conditional required  UP=1 UV=0  auth-17   auth-17  auth-17   auth-17
get    conditional required  UP=1 UV=1  auth-25+  auth-18  auth-25+  auth-25+
get    conditional otherwise UP=0 UV=0  auth-16   auth-16  auth-16   auth-16
get    conditional otherwise UP=0 UV=1  auth-16   auth-16  auth-16   auth-16
get    conditional otherwise UP=1 UV=0  auth-17n+ auth-18  auth-17n+ auth-17n+
get    conditional otherwise UP=1 UV=1  auth-25+  auth-18  auth-25+  auth-25+
";

/// The four decisions of a line.
fn decisions(kind: Kind, mediation: &str, asked: &str, up: bool, uv: bool) -> Vec<&'static str> {
    let (up, uv) = (format!("UP={}", u8::from(up)), format!("UV={}", u8::from(uv)));
    let mut lines = TABLE.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let line = lines.find(|line| line.starts_with(&[kind.as_str(), mediation, asked, &up, &uv]));
    line.expect("the table has every line")[5..].to_vec()
}

#[test]
fn every_request_with_every_combination_of_flags_is_judged_as_the_steps_say() {
    let requests: [(Option<UserVerification>, &str); 4] =
        [(Some(Required), "required"), (Some(Preferred), "otherwise"), (Some(Discouraged), "otherwise"), (None, "otherwise")];
    let mediations = [(None, "modal"), (Some(Mediation::Optional), "modal"), (Some(Mediation::Conditional), "conditional")];
    let mut judged = 0;
    for (user_verification, asked) in requests {
        for (mediation, word) in mediations {
            for (kind, up, uv) in [Create, Get]
                .into_iter()
                .flat_map(|kind| [(false, false), (false, true), (true, false), (true, true)].map(|(up, uv)| (kind, up, uv)))
            {
                let backup = [(false, false), (false, true), (true, false), (true, true)];
                for ((be, bs), row) in backup.into_iter().zip(decisions(kind, word, asked, up, uv)) {
                    let flags = Flags { up, uv, be, bs };
                    let expected: (Expected, &str, Option<Stage>) = match row.strip_suffix('+') {
                        Some(row) => (Accepted, row, None),
                        None => (Rejected, row, Some(Stage::AuthData)),
                    };
                    let found = expect(kind, user_verification, mediation, flags);
                    assert_eq!(found, expected, "{kind:?}, {user_verification:?}, {mediation:?}, {flags:?}");
                    judged += 1;
                }
            }
        }
    }
    assert_eq!(judged, 4 * 3 * 2 * 16);
}
