//! Client data compared with what a client would have written, without a parser.
//!
//! <https://www.w3.org/TR/webauthn-3/#clientdatajson-verification>

use relycheck_protocol::TopOrigins;

use crate::check::Id;
use crate::findings::Findings;
use crate::mutant::Tolerance;
use crate::session::Session;

/// Runs the algorithm for every origin, and for every framing, that is expected. It does not require `topOrigin` where the page is
/// framed, as Level 2 did not write it.
pub(crate) fn check(findings: &mut Findings, kind: &str, raw: &[u8], session: &Session) {
    let expected = prefixes(kind, session, session.policy.cross_origin);
    let framed = prefixes(kind, session, true);
    let (rest, unexpected) = (after(raw, &expected), after(raw, &framed));
    findings.rule(Id::Lim5, rest.is_some() || unexpected.is_none(), || {
        "crossOrigin is true but no framing is expected; do not frame the page or expect it".to_owned()
    });
    let rest = rest.or(unexpected).filter(|rest| !rest.is_empty());
    findings.rule(Id::Lim2, rest.is_some(), || {
        "the client data does not begin with the expected members, in their order, and go on; post the client's bytes".to_owned()
    });
    let next = rest.and_then(<[u8]>::first);
    findings.rule(Id::Lim3, matches!(next, None | Some(b'}' | b',')), || {
        "neither a comma nor a closing brace follows the expected members; post the client's bytes".to_owned()
    });
    findings.tolerate(Tolerance::LimitedFurtherMembers, next == Some(&b','));
}

/// What follows the first prefix that the bytes begin with.
fn after<'r>(raw: &'r [u8], prefixes: &[String]) -> Option<&'r [u8]> {
    prefixes.iter().find_map(|prefix| {
        let rest = raw.strip_prefix(prefix.as_bytes())?;
        // a topOrigin that is there has to be one that is expected, which is a prefix of its own.
        let is_framed = prefix.ends_with(FRAMED);
        (!is_framed || !rest.starts_with(TOP_ORIGIN.as_bytes())).then_some(rest)
    })
}

const FRAMED: &str = ",\"crossOrigin\":true";
const TOP_ORIGIN: &str = ",\"topOrigin\":";

/// What client data may begin with.
fn prefixes(kind: &str, session: &Session, may_be_framed: bool) -> Vec<String> {
    let top_origins: &[String] = match &session.policy.top_origins {
        TopOrigins::Only(list) if session.policy.cross_origin => list,
        _ => &[],
    };
    let mut all = Vec::new();
    for origin in &session.policy.origins {
        let challenge = written(&session.challenge);
        let members = format!("{{\"type\":{},\"challenge\":{challenge},\"origin\":{}", written(kind), written(origin));
        all.push(format!("{members},\"crossOrigin\":false"));
        if may_be_framed {
            all.push(format!("{members}{FRAMED}"));
            all.extend(top_origins.iter().map(|top| format!("{members}{FRAMED}{TOP_ORIGIN}{}", written(top))));
        }
    }
    all
}

/// CCDToString: <https://www.w3.org/TR/webauthn-3/#clientdatajson-serialization>.
fn written(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            '\0'..='\x1f' => out.push_str(&format!("\\u{:04x}", u32::from(character))),
            _ => out.push(character),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn text_is_written_as_ccd_to_string_has_it() {
        assert_eq!(written("a\"b\\c\n\u{1f}\u{7f}\u{e9}/"), "\"a\\\"b\\\\c\\u000a\\u001f\u{7f}\u{e9}/\"");
    }
}
