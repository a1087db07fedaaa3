//! The checks of client data, which are the same in both ceremonies but for their names.

use relycheck_protocol::{ClientDataPolicy, TopOrigins};
use serde_json::Value;

use crate::check::Id;
use crate::findings::Findings;
use crate::limited;
use crate::mutant::Tolerance;
use crate::origin;
use crate::reader::client_data::{ClientData, ClientDataText};
use crate::session::Session;

/// The names of the steps in one ceremony.
pub(crate) struct Steps {
    pub(crate) kind: &'static str,
    pub(crate) parses: Id,
    pub(crate) has_type: Id,
    pub(crate) has_challenge: Id,
    pub(crate) has_origin: Id,
    pub(crate) not_framed: Id,
    pub(crate) no_top_origin: Id,
    pub(crate) expected_top_origin: Id,
}

/// <https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential>
pub(crate) const CREATE: Steps = Steps {
    kind: "webauthn.create",
    parses: Id::Reg6,
    has_type: Id::Reg7,
    has_challenge: Id::Reg8,
    has_origin: Id::Reg9,
    not_framed: Id::Reg10,
    no_top_origin: Id::Reg11_1,
    expected_top_origin: Id::Reg11_2,
};

/// <https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion>
pub(crate) const GET: Steps = Steps {
    kind: "webauthn.get",
    parses: Id::Auth9,
    has_type: Id::Auth10,
    has_challenge: Id::Auth11,
    has_origin: Id::Auth12,
    not_framed: Id::Auth13,
    no_top_origin: Id::Auth14_1,
    expected_top_origin: Id::Auth14_2,
};

/// Runs the steps over the client data of a response.
pub(crate) fn check(findings: &mut Findings, steps: &Steps, raw: &[u8], text: &ClientDataText<'_>, session: &Session) {
    if session.policy.client_data == ClientDataPolicy::Limited {
        return limited::check(findings, steps.kind, raw, session);
    }
    let Some(parsed) = findings.gate(steps.parses, text.parse(), || text.parse_closed()) else { return };
    findings.rule(Id::Cd9a, !parsed.has_trailing_text, || "text follows the client data; post the client's bytes alone".to_owned());
    let object = parsed.object.ok_or_else(|| "the client data is JSON but no object; send the client's bytes".to_owned());
    let Some(data) = findings.gate(Id::Cd9, object, || None) else { return };
    findings.rule(Id::Cd8, data.repeated.is_none(), || {
        format!("the member {} stands more than once; write it once", data.repeated.unwrap_or_default())
    });
    let policy = &session.policy;

    let mut compare = |id, name, member: &Option<Value>, expected: &[&str], alike: fn(&str, &str) -> bool| {
        let holds = member.as_ref().and_then(Value::as_str).is_some_and(|value| expected.iter().any(|one| alike(one, value)));
        findings
            .rule(id, holds, || format!("the member {name} is {}; expected is {}", shown(member.as_ref()), expected.join(" or ")));
    };
    let origins: Vec<&str> = policy.origins.iter().map(String::as_str).collect();
    compare(steps.has_type, "type", &data.kind, &[steps.kind], str::eq);
    compare(steps.has_challenge, "challenge", &data.challenge, &[&session.challenge], str::eq);
    compare(steps.has_origin, "origin", &data.origin, &origins, origin::is_same);

    let is_cross_origin = data.cross_origin == Some(Value::Bool(true));
    findings.rule(steps.not_framed, policy.cross_origin || !is_cross_origin, || {
        "crossOrigin is true but no framing is expected; do not frame the page or expect it".to_owned()
    });
    findings.rule(steps.no_top_origin, policy.cross_origin || data.top_origin.is_none(), || {
        "topOrigin is there but no framing is expected; do not frame the page or expect it".to_owned()
    });
    // where no framing is expected the policy says nothing about top origins, and the step before has refused.
    let expected = match &data.top_origin {
        Some(value) if policy.cross_origin => match (&policy.top_origins, value.as_str()) {
            (TopOrigins::Any, text) => text.is_some(),
            (TopOrigins::Only(list), Some(text)) => list.iter().any(|one| one == text),
            (TopOrigins::Only(_), None) => false,
        },
        _ => true,
    };
    findings.rule(steps.expected_top_origin, expected, || {
        format!("topOrigin is {}, which is not expected; frame the page elsewhere or expect it", shown(data.top_origin.as_ref()))
    });
    tolerate(findings, text, &data, session);
}

fn tolerate(findings: &mut Findings, text: &ClientDataText<'_>, data: &ClientData, session: &Session) {
    let framing = session.policy.cross_origin;
    findings.tolerate(Tolerance::UnknownClientDataMembers, data.has_unknown_members);
    findings.tolerate(Tolerance::MissingCrossOrigin, data.cross_origin.is_none());
    findings.tolerate(Tolerance::CrossOriginExpected, framing && data.cross_origin == Some(Value::Bool(true)));
    findings.tolerate(Tolerance::TopOriginExpected, framing && data.top_origin.is_some());
    findings
        .tolerate(Tolerance::AnyTopOrigin, framing && data.top_origin.is_some() && session.policy.top_origins == TopOrigins::Any);
    let origin = data.origin.as_ref().and_then(Value::as_str).unwrap_or_default();
    findings.tolerate(Tolerance::AppOrigin, !origin.contains("://"));
    findings.tolerate(Tolerance::SecondOrigin, session.policy.origins.iter().skip(1).any(|one| one == origin));
    findings.tolerate(Tolerance::TokenBinding, data.has_token_binding);
    findings.tolerate(Tolerance::MemberOrder, !data.in_order);
    findings.tolerate(Tolerance::Escapes, text.has_escapes());
    findings.tolerate(Tolerance::MalformedUtf8, text.has_malformed);
    findings.tolerate(Tolerance::Bom, text.has_byte_order_mark);
    findings.tolerate(Tolerance::WhiteSpaceInClientData, text.has_white_space());
}

/// The beginning of a member's value: a detail is read by people.
fn shown(member: Option<&Value>) -> String {
    member.map_or_else(|| "missing".to_owned(), |value| value.to_string().chars().take(80).collect())
}
