//! The oracle about facts: what was accepted holds as it is read again from the bytes, by wire and without the reference RP.

use data_encoding::BASE64URL_NOPAD;
use relycheck_protocol::{Policy, TopOrigins, UserVerification};
use relycheck_wire::authenticator_data::AuthenticatorData;
use relycheck_wire::client_data::utf8_decode;
use relycheck_wire::cose_key::CoseKey;
use relycheck_wire::json::{Error, Value};

use super::play::{Ended, Played};
use crate::opened::{Ceremony, Opened};
use crate::resign::sha256;
use crate::responses::Responses;
use crate::session::{CREATION_CHALLENGE, REQUEST_CHALLENGE, RP_ID, USER_HANDLE};
use crate::{Asked, Finding, Framing, Setting};

/// Reads every accepted response again.
///
/// # Errors
/// The first fact that does not hold.
pub(crate) fn check(responses: &Responses<'_>, played: &Played) -> Result<(), Finding> {
    for ceremony in [Ceremony::Registration, Ceremony::Authentication] {
        let Ended { outcome, text, .. } = played.of(ceremony);
        if outcome.is_accepted() {
            facts(responses, played, ceremony)
                .map_err(|fault| Finding { oracle: "facts", detail: format!("{ceremony:?}: accepted, and {fault}: {text}") })?;
        }
    }
    Ok(())
}

fn facts(responses: &Responses<'_>, played: &Played, ceremony: Ceremony) -> Result<(), String> {
    let artefact = Opened::open(played.of(ceremony).text.as_bytes(), ceremony).ok_or("it is no JSON object")?;
    if artefact.doubled {
        // which of two members counts is the transport's to say: json-1a.
        return Ok(());
    }
    let setting = &responses.input.setting;
    let client_data = artefact.client_data.as_deref().ok_or("there is no client data")?;
    let data = artefact.authenticator_data.as_deref().ok_or("there is no authenticator data")?;
    let data = AuthenticatorData::parse(data).map_err(|error| error.to_string())?;
    holds_as_client_data(client_data, setting, ceremony)?;
    let policy = policy_of(setting, ceremony);
    check_flags(&data, &policy, ceremony == Ceremony::Registration && setting.conditional)?;
    match ceremony {
        Ceremony::Registration => check_credential(&artefact, &data, &policy, played),
        Ceremony::Authentication => check_account(&artefact, setting.asked, played),
    }
}

fn policy_of(setting: &Setting, ceremony: Ceremony) -> Policy {
    match ceremony {
        Ceremony::Registration => setting.creation_policy(),
        Ceremony::Authentication => setting.request_policy(),
    }
}

/// The facts about client data.
///
/// # Errors
/// The first that does not hold.
pub(super) fn holds_as_client_data(client_data: &[u8], setting: &Setting, ceremony: Ceremony) -> Result<(), String> {
    let (kind, challenge) = match ceremony {
        Ceremony::Registration => ("webauthn.create", CREATION_CHALLENGE),
        Ceremony::Authentication => ("webauthn.get", REQUEST_CHALLENGE),
    };
    let (policy, challenge) = (policy_of(setting, ceremony), BASE64URL_NOPAD.encode(&challenge));
    if !setting.limited {
        return check_client_data(client_data, kind, &challenge, &policy, setting.framing);
    }
    let begins = |origin: &String| {
        let prefix = format!("{{\"type\":\"{kind}\",\"challenge\":\"{challenge}\",\"origin\":\"{origin}\",\"crossOrigin\":");
        client_data.starts_with(prefix.as_bytes())
    };
    holds(policy.origins.iter().any(begins), "client data does not begin as it has to")
}

fn holds(fact: bool, fault: &str) -> Result<(), String> {
    if fact { Ok(()) } else { Err(fault.to_owned()) }
}

fn check_client_data(bytes: &[u8], kind: &str, challenge: &str, policy: &Policy, framing: Framing) -> Result<(), String> {
    let text = within_limits(utf8_decode(bytes).into_owned());
    let value = Value::parse(&text).map_err(|error| error.to_string())?;
    let members = value.members().ok_or("client data is no object")?;
    let members = Vec::from_iter(members);
    for name in ["type", "challenge", "origin", "crossOrigin", "topOrigin"] {
        holds(members.iter().filter(|(found, _)| found == name).count() <= 1, "a member of client data stands twice")?;
    }
    let of = |name: &str| members.iter().find(|(found, _)| found == name).map(|(_, value)| value);
    let text_of = |name| of(name).and_then(Value::string);
    let expected = |origins: &[String], found: &str| origins.iter().any(|origin| same_origin(origin, found));
    holds(text_of("type").is_some_and(|found| found == kind), "type is another")?;
    holds(text_of("challenge").is_some_and(|found| found == challenge), "challenge is another")?;
    holds(text_of("origin").is_some_and(|found| expected(&policy.origins, &found)), "origin is not expected")?;
    let framed = framing != Framing::Unexpected;
    holds(framed || of("crossOrigin").and_then(Value::boolean) != Some(true), "crossOrigin is true and not expected")?;
    let Some(top) = text_of("topOrigin") else { return Ok(()) };
    holds(framed, "topOrigin is there and not expected")?;
    match &policy.top_origins {
        TopOrigins::Any => Ok(()),
        TopOrigins::Only(origins) => holds(expected(origins, &top), "topOrigin is not expected"),
    }
}

/// The text as wire can read it: without halves of characters, and where it nests deeper than wire reads without what stands deep. JSON has
/// neither limit.
pub(super) fn within_limits(text: String) -> String {
    let text = with_whole_characters(text);
    if matches!(Value::parse(&text), Err(Error::TooDeep { .. })) { shallow(&text) } else { text }
}

/// The text with U+FFFD where an escape stands for half a character: RFC 8259, section 8.2, allows such in the grammar, and wire has none.
fn with_whole_characters(mut text: String) -> String {
    while let Err(Error::LoneSurrogate { offset }) = Value::parse(&text) {
        text.replace_range(offset..offset + r"\ud800".len(), r"\ufffd");
    }
    text
}

/// The text without what stands inside of the arrays and objects in it, the outermost left alone.
fn shallow(text: &str) -> String {
    let (mut depth, mut in_string, mut escaped) = (0_u32, false, false);
    let is_kept = |character: &char| {
        let before = depth;
        match character {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => in_string = !in_string,
            '[' | '{' if !in_string => depth += 1,
            ']' | '}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        before.min(depth) <= 1
    };
    text.chars().filter(is_kept).collect()
}

/// Whether two texts are one origin: the same scheme and host in any case, with the scheme's port or none, and with or without a final
/// slash or white space around it.
fn same_origin(expected: &str, found: &str) -> bool {
    let plain = |origin: &str| {
        let origin = origin.trim_matches([' ', '\t', '\n', '\r']).to_lowercase();
        let origin = origin.strip_suffix('/').unwrap_or(&origin);
        // the one internationalised host that a setting has, in its other form.
        origin.strip_suffix(":443").unwrap_or(origin).replace("b\u{fc}cher", "xn--bcher-kva")
    };
    expected == found || expected.starts_with("https://") && plain(expected) == plain(found)
}

fn check_flags(data: &AuthenticatorData<'_>, policy: &Policy, conditional: bool) -> Result<(), String> {
    let flags = data.flags;
    holds(*data.rp_id_hash == sha256(RP_ID.as_bytes()), "rpIdHash is another RP's")?;
    holds(flags.up() || conditional, "UP is not set")?;
    holds(flags.uv() || policy.user_verification != Some(UserVerification::Required), "UV is not set though it was required")?;
    holds(flags.be() || !flags.bs(), "BS is set without BE")
}

fn check_credential(artefact: &Opened, data: &AuthenticatorData<'_>, policy: &Policy, played: &Played) -> Result<(), String> {
    let credential = data.attested_credential_data.ok_or("there is no attested credential data")?;
    let key = CoseKey::parse(credential.credential_public_key).map_err(|error| error.to_string())?;
    holds(key.alg.is_some_and(|alg| policy.algorithms.contains(&alg)), "alg was not offered")?;
    holds(credential.credential_id.len() <= 1023, "the credential id is too long")?;
    let id = BASE64URL_NOPAD.encode(credential.credential_id);
    holds(artefact.id().is_none_or(|posted| posted == id), "the id beside the response is another")?;
    let stored = played.registered().ok_or("nothing was stored")?;
    holds(stored.credential_id.as_deref() == Some(&*id), "another credential id was stored")?;
    let key = BASE64URL_NOPAD.encode(credential.credential_public_key);
    holds(stored.public_key.as_deref().is_none_or(|own| own == key), "another key was stored")?;
    holds(stored.sign_count.is_none_or(|count| count == data.sign_count), "another counter was stored")?;
    holds(stored.backup_eligible.is_none_or(|be| be == data.flags.be()), "another BE was stored")
}

fn check_account(artefact: &Opened, asked: Asked, played: &Played) -> Result<(), String> {
    let registered = played.registered().and_then(|stored| stored.credential_id.clone());
    holds(artefact.id().is_some() && artefact.id() == registered, "the credential id is of no registration")?;
    let listed = matches!(asked, Asked::Owner | Asked::OwnerNothingListed | Asked::Nobody);
    holds(listed, "the credential was not asked for")?;
    // one that is empty counts as absent.
    let handle = artefact.user_handle().filter(|handle| !handle.is_empty());
    holds(asked != Asked::Nobody || handle.is_some(), "nobody says whose the credential is")?;
    holds(handle.is_none_or(|handle| handle == USER_HANDLE), "the user handle is another account's")
}
