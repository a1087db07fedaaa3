//! What crosses the line says neither which case it is nor what is expected of it.

use std::collections::BTreeSet;

use data_encoding::BASE64URL_NOPAD;
use relycheck_cases::catalogue;
use relycheck_spec::{classes, requirements};

use crate::Test;
use crate::runs::{check, fresh_file, text};

pub(crate) fn tests() -> Vec<Test> {
    vec![
        crate::test("no_request_tells_the_case_or_what_is_expected", no_request_tells_the_case_or_what_is_expected),
        crate::test("a_tell_tale_would_be_found", a_tell_tale_would_be_found),
    ]
}

/// Words of the suite about its cases.
const WORDS: [&str; 14] = [
    "expected",
    "expectation",
    "expect",
    "negative",
    "positive",
    "twin",
    "deviation",
    "departure",
    "verdict",
    "subject",
    "setup",
    "requirement",
    "baseline",
    "catalogue",
];

/// The shortest run of base64url that is taken for bytes: 16 of them.
const ENCODED: usize = 22;

/// Keys and signatures hold any shorter word sooner or later.
const LONG: usize = 5;

fn no_request_tells_the_case_or_what_is_expected() {
    let file = fresh_file("spied");
    let ran = check(&[], &["spy", text(&file)]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let spied = std::fs::read_to_string(&file).expect("the spy has written");
    let _ = std::fs::remove_file(&file);
    let resets = spied.lines().filter(|line| line.contains(r#""op":"reset""#)).count();
    assert!(resets >= catalogue().cases().len(), "the spy has seen {resets} cases");
    let tell_tales = TellTales::new();
    for line in spied.lines() {
        assert_eq!(tell_tales.within(line), None, "in {line}");
    }
}

fn a_tell_tale_would_be_found() {
    let tell_tales = TellTales::new();
    let case = &catalogue().cases()[0].id;
    let encoded = BASE64URL_NOPAD.encode(format!("{{\"type\":\"webauthn.get\",\"x\":\"{case}\"}}").as_bytes());
    for (line, found) in [
        (r#"{"seq":"00","op":"begin","rule":"reg-8"}"#.to_owned(), "reg-8"),
        (r#"{"response":"{\"auth-17n\":1}"}"#.to_owned(), "auth-17n"),
        (r#"{"user":{"name":"G-03"}}"#.to_owned(), "G-03"),
        (r#"{"name":"S-36 and more"}"#.to_owned(), "S-36"),
        (r#"{"name":"B01"}"#.to_owned(), "B01"),
        (r#"{"name":"the Negative one"}"#.to_owned(), "negative"),
        (format!(r#"{{"session":"{case}"}}"#), case),
        (format!(r#"{{"response":"{{\"clientDataJSON\":\"{encoded}\"}}"}}"#), case),
    ] {
        let told = tell_tales.within(&line);
        assert!(told.as_deref().is_some_and(|told| told.eq_ignore_ascii_case(found)), "{told:?} in {line}");
    }
    let plain = r#"{"seq":"0fa1","op":"begin_registration","user":{"id":"AAEC","name":"a3c1@example.org"},"exclude":[]}"#;
    assert_eq!(tell_tales.within(plain), None);
}

/// What must not cross the line.
struct TellTales {
    cases: Vec<&'static str>,
    /// In lower case.
    tokens: BTreeSet<String>,
}

impl TellTales {
    fn new() -> Self {
        let cases = catalogue().cases();
        let of_rows = requirements().iter().map(|row| row.id.as_str()).filter(|id| id.contains('-'));
        let of_classes = classes().iter().map(|class| class.id.as_str());
        let of_cases = cases.iter().flat_map(|case| case.grid.iter().chain(&case.statements)).map(String::as_str);
        let tokens = of_rows.chain(of_classes).chain(of_cases).chain(WORDS).map(str::to_ascii_lowercase).collect();
        Self { cases: cases.iter().map(|case| case.id.as_str()).collect(), tokens }
    }

    /// The first that stands in a line, or in the bytes of what is base64url in it.
    fn within(&self, line: &str) -> Option<String> {
        let encoded = tokens(line).filter(|token| token.len() >= ENCODED);
        let decoded = encoded.filter_map(|token| BASE64URL_NOPAD.decode(token.as_bytes()).ok());
        let decoded: Vec<String> = decoded.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).collect();
        let texts = || std::iter::once(line).chain(decoded.iter().map(String::as_str));
        let case = self.cases.iter().copied().find(|case| texts().any(|text| text.contains(case)));
        let told = |token: &&str| self.tokens.contains(&token.to_ascii_lowercase());
        let long = |token: &&str| token.len() >= LONG;
        let token = || tokens(line).find(told).or_else(|| decoded.iter().flat_map(|text| tokens(text)).filter(long).find(told));
        case.or_else(token).map(str::to_owned)
    }
}

/// The words of a text: ids with their hyphens, base64url with all of its alphabet.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !(character.is_ascii_alphanumeric() || character == '-' || character == '_'))
}
