//! What a response has by which a known divergence is told: each a named thing, so that nothing else is explained with it.

use std::borrow::Cow;

use data_encoding::BASE64URL_NOPAD;
use relycheck_forge::Node;
use relycheck_protocol::Stored;
use relycheck_reference::Reference;
use relycheck_wire::authenticator_data::AuthenticatorData;
use relycheck_wire::client_data::{self, ClientData, utf8_decode};
use relycheck_wire::cose_key::{self, CoseKey};
use relycheck_wire::envelope::{AuthenticationResponse, RegistrationResponse};
use relycheck_wire::json::{self, Kind, Value};
use serde::Deserialize;
use url::Url;

use super::facts::{holds_as_client_data, within_limits};
use super::play::{Played, play_with};
use super::{client_outputs, statements};
use crate::opened::{Ceremony, Opened, lenient};
use crate::responses::Responses;
use crate::session::{CREATION_CHALLENGE, REQUEST_CHALLENGE, USER_HANDLE, forge};
use crate::{Asked, Setting};

/// Something that a response has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Property {
    /// Client data begins with a byte order mark.
    ByteOrderMark,
    /// Something in client data is no UTF-8.
    MalformedUtf8,
    /// A control character stands in client data as it is, where JSON allows none, as in a string; without it, client data is right.
    ControlCharacter,
    /// Client data is JSON, with a number, a nesting or half a surrogate pair that serde_json does not take.
    ClientDataBeyondLimits,
    /// crossOrigin or topOrigin of client data is of another type.
    ClientDataOutOfForm,
    /// topOrigin of client data stands more than once.
    TopOriginTwice,
    /// topOrigin or crossOrigin of client data is null.
    NullFraming,
    /// topOrigin of client data is there, and crossOrigin is not true.
    TopOriginAlone,
    /// tokenBinding of client data is no object with a status of Level 2.
    TokenBindingOutOfForm,
    /// The challenge is another base64 spelling of the one that was given.
    ChallengeSpelledOtherwise,
    /// The origin is another spelling of one that is expected: parsed as a URL, it has that one's scheme, host and port.
    OriginSpelledOtherwise,
    /// Something stands behind the object of client data, or it is no whole one, under the limited verification.
    TextBehindLimited,
    /// UV=0 in an authentication of what was registered with UV=1.
    UnverifiedAfterVerified,
    /// BE of an authentication is not that of the registration.
    BackupEligibilityChanged,
    /// The counter of an authentication is not more than that of the registration, and one of them is not 0.
    CounterNotGrown,
    /// A reserved flag is set.
    ReservedFlags,
    /// There is extension data.
    ExtensionData,
    /// An authenticator output is not what its extension defines.
    ExtensionOutOfForm,
    /// The credential id has fewer than 16 bytes.
    ShortCredentialId,
    /// An RSA modulus of more or less than 256 bytes.
    OtherModulus,
    /// An RSA exponent other than 65537.
    OtherExponent,
    /// A label stands twice in the credential key.
    DoubledLabel,
    /// A label of the credential key has a tag.
    TaggedLabel,
    /// The attestation object has more than its three members.
    FurtherAttestationMembers,
    /// A transport that the standard does not name.
    UnknownTransport,
    /// An attachment that the standard does not name.
    UnknownAttachment,
    /// A member of the envelope is missing, null, doubled or of another type than the dictionary has.
    EnvelopeOutOfForm,
    /// A client output stands twice, or is not of the type that webauthn-rs-core has for it. An array in the place of an object and padded
    /// base64 count as another type, though it reads some.
    ClientOutputOutOfForm,
    /// There is a client output that webauthn_rp reads and did not ask for: credProps or prf of a registration, or prf of an authentication
    /// that is no object, stands twice, or has `enabled` or a result.
    UnaskedClientOutput,
    /// Somewhere in the envelope an escape is one half of a surrogate pair.
    HalfSurrogate,
    /// Somewhere in the envelope a number or the nesting is beyond what serde_json takes.
    BeyondLimits,
    /// The user handle is not the account's.
    OtherUserHandle,
    /// There is no user handle, and the user is known and nothing was listed.
    NoUserHandle,
    /// A copy beside the attestation object is not what that holds.
    CopiesDiffer,
    /// The credential id is that of the record, in other base64 than an encoder writes, and with that the response is accepted.
    IdSpelledOtherwise,
    /// A binary member of the envelope is no base64url without padding.
    NotBase64url,
    /// The format is `none`, and the statement is not empty.
    StatementOfNone,
    /// The statement is no valid CBOR: a key stands twice, or a text is no UTF-8.
    StatementNotValid,
    /// A packed statement has members that the format does not have, and all is well without them but for what fails besides.
    FurtherStatementMembers,
    /// In `x5c` stands a certificate that the one before it does not name as its issuer.
    CertificatesOutOfOrder,
    /// The attestation certificate has a critical extension that nobody knows, and all is well with it otherwise but for what fails besides.
    UnknownCriticalExtension,
    /// C of the attestation certificate is no code, and all is well with it otherwise but for what fails besides.
    CountryInWords,
    /// The key of the attestation certificate is of RSA, and all is well where `alg` says so but for what fails besides.
    CertificateOfRsa,
    /// There is a statement, and the policy does not verify it.
    UnverifiedStatement,
}

/// The names of `AuthenticatorTransport` and `AuthenticatorAttachment`.
const TRANSPORTS: [&str; 6] = ["usb", "nfc", "ble", "smart-card", "hybrid", "internal"];
const ATTACHMENTS: [&str; 2] = ["platform", "cross-platform"];

impl Property {
    /// Those of the response that the reference RP judged.
    pub(crate) fn of(responses: &Responses<'_>, ceremony: Ceremony, played: &Played) -> Vec<Self> {
        let text = &played.of(ceremony).text;
        let Some(artefact) = Opened::open(text.as_bytes(), ceremony) else { return of_unreadable(text) };
        let setting = &responses.input.setting;
        let origins = setting.creation_policy().origins;
        let client_data = artefact.client_data.as_deref().unwrap_or_default();
        let mut found = of_client_data(client_data, &origins, ceremony, setting.limited);
        found.extend(has_control_character(client_data, setting, ceremony).then_some(Self::ControlCharacter));
        if let Some(data) = artefact.announced() {
            if let (Ceremony::Authentication, Some(stored)) = (ceremony, played.registered()) {
                found.extend(beside_record(&data, stored));
            }
            found.extend(of_authenticator_data(&data, ceremony));
        }
        if ceremony == Ceremony::Authentication && is_respelled(responses, &artefact, played) {
            found.push(Self::IdSpelledOtherwise);
        }
        let of_envelope = match ceremony {
            Ceremony::Registration => of_registration(text, &artefact),
            Ceremony::Authentication => of_authentication(text, setting.asked),
        };
        found.extend(of_envelope);
        if ceremony == Ceremony::Registration {
            found.extend(statements::properties(responses, &artefact, played));
        }
        found.extend(client_outputs::properties(text, ceremony));
        found.extend(beyond_limits(text));
        found.extend(is_not_base64url(text).then_some(Self::NotBase64url));
        if is_out_of_form(ceremony, text.as_bytes()) {
            found.push(Self::EnvelopeOutOfForm);
        }
        if ceremony == Ceremony::Registration && setting.attestation == 0 && artefact.has_statement() {
            found.push(Self::UnverifiedStatement);
        }
        found
    }
}

/// The properties that hold, of some.
pub(super) fn those<const N: usize>(properties: [(bool, Property); N]) -> Vec<Property> {
    properties.into_iter().filter_map(|(holds, property)| holds.then_some(property)).collect()
}

/// Of an envelope that wire does not read.
fn of_unreadable(text: &str) -> Vec<Property> {
    let half = matches!(Value::parse(text), Err(json::Error::LoneSurrogate { .. }));
    let limits = beyond_limits(text).is_some();
    those([(true, Property::EnvelopeOutOfForm), (half, Property::HalfSurrogate), (limits, Property::BeyondLimits)])
}

/// Whether the response is accepted once the credential id is written as the record has it.
fn is_respelled(responses: &Responses<'_>, artefact: &Opened, played: &Played) -> bool {
    let Some(registered) = played.registered().and_then(|stored| stored.credential_id.clone()) else { return false };
    let is_other = |posted: String| lenient(&registered).is_some_and(|bytes| spells(&posted, &bytes));
    let put = |ceremony, text: Vec<u8>| match ceremony {
        Ceremony::Registration => Some(text),
        Ceremony::Authentication => Some(Opened::open(&text, ceremony)?.with_id(&registered).encode()),
    };
    let again = || play_with(&mut Reference::new(), responses, None, &put);
    artefact.id().is_some_and(is_other) && again().is_ok_and(|again| again.of(Ceremony::Authentication).outcome.is_accepted())
}

/// Whether client data is no JSON for a control character, and holds with white space in its place.
fn has_control_character(client_data: &[u8], setting: &Setting, ceremony: Ceremony) -> bool {
    let text = utf8_decode(client_data);
    let without = text.replace(|character| character < ' ', " ");
    Value::parse(&text).is_err() && holds_as_client_data(without.as_bytes(), setting, ceremony).is_ok()
}

/// Whether serde_json does not take a text that is JSON.
fn is_beyond_limits(text: &str) -> bool {
    matches!(Value::parse(text), Err(json::Error::LoneSurrogate { .. } | json::Error::TooDeep { .. }))
        || beyond_limits(text).is_some()
}

/// Of an envelope that serde_json, by which the reference reads, does not take though it is JSON.
fn beyond_limits(text: &str) -> Option<Property> {
    let error = serde_json::from_str::<serde_json::Value>(text).err()?.to_string();
    let limits = ["number out of range", "recursion limit exceeded"];
    limits.iter().any(|limit| error.starts_with(limit)).then_some(Property::BeyondLimits)
}

/// Whether a binary member is a string and no base64url, of those that either response has.
fn is_not_base64url(text: &str) -> bool {
    const BINARY: [&str; 8] = [
        "/id",
        "/rawId",
        "/response/clientDataJSON",
        "/response/attestationObject",
        "/response/authenticatorData",
        "/response/publicKey",
        "/response/signature",
        "/response/userHandle",
    ];
    let envelope = serde_json::from_str::<serde_json::Value>(text).unwrap_or_default();
    let mut strings = BINARY.iter().filter_map(|place| envelope.pointer(place)?.as_str());
    strings.any(|text| BASE64URL_NOPAD.decode(text.as_bytes()).is_err())
}

fn of_client_data(bytes: &[u8], origins: &[String], ceremony: Ceremony, limited: bool) -> Vec<Property> {
    let text = utf8_decode(bytes);
    let readable = within_limits(text.clone().into_owned());
    let members: Vec<_> = Value::parse(&readable).ok().and_then(|value| Some(value.members()?.collect())).unwrap_or_default();
    let member = |name: &str| members.iter().rev().find(|(found, _)| found == name).map(|(_, value)| value);
    let is_null = |name| member(name).is_some_and(|value| value.kind() == Kind::Null);
    let of_level_2 = |value: &Value<'_>| {
        let status = value.members().and_then(|mut members| members.find(|(name, _)| name == "status"));
        status.and_then(|(_, status)| status.string()).is_some_and(|status| status == "supported" || status == "present")
    };
    let origin = member("origin").and_then(Value::string);
    let given = match ceremony {
        Ceremony::Registration => CREATION_CHALLENGE,
        Ceremony::Authentication => REQUEST_CHALLENGE,
    };
    let challenge = member("challenge").and_then(Value::string).is_some_and(|challenge| spells(&challenge, &given));
    let typed = !matches!(
        ClientData::parse(readable.as_bytes()),
        Err(client_data::Error::WrongType { member: "crossOrigin" | "topOrigin", .. })
    );
    those([
        (bytes.starts_with(b"\xef\xbb\xbf"), Property::ByteOrderMark),
        (matches!(text, Cow::Owned(_)) && std::str::from_utf8(bytes).is_err(), Property::MalformedUtf8),
        (is_beyond_limits(&text), Property::ClientDataBeyondLimits),
        (!typed, Property::ClientDataOutOfForm),
        (is_null("topOrigin") || is_null("crossOrigin"), Property::NullFraming),
        (member("tokenBinding").is_some_and(|value| !of_level_2(value)), Property::TokenBindingOutOfForm),
        (members.iter().filter(|(name, _)| name == "topOrigin").count() > 1, Property::TopOriginTwice),
        (challenge, Property::ChallengeSpelledOtherwise),
        (origin.is_some_and(|origin| is_spelled_otherwise(&origin, origins)), Property::OriginSpelledOtherwise),
        (limited && (members.is_empty() || !bytes.ends_with(b"}")), Property::TextBehindLimited),
        (member("topOrigin").is_some() && member("crossOrigin").and_then(Value::boolean) != Some(true), Property::TopOriginAlone),
    ])
}

/// Whether this is base64 of the bytes, in either alphabet, padded or not and whatever its last bits are, and not as the standard has it.
fn spells(text: &str, given: &[u8]) -> bool {
    text != BASE64URL_NOPAD.encode(given) && lenient(text).as_deref() == Some(given)
}

/// Whether an origin is none of the expected ones to the letter, and is one of them where both are parsed.
fn is_spelled_otherwise(origin: &str, expected: &[String]) -> bool {
    let parsed = |origin: &str| Url::parse(origin).ok().map(|url| url.origin()).filter(url::Origin::is_tuple);
    let found = parsed(origin);
    found.is_some() && !expected.iter().any(|one| one == origin) && expected.iter().any(|one| parsed(one) == found)
}

fn beside_record(data: &AuthenticatorData<'_>, stored: &Stored) -> Vec<Property> {
    let count = stored.sign_count.unwrap_or_default();
    those([
        (!data.flags.uv() && stored.uv_initialized == Some(true), Property::UnverifiedAfterVerified),
        (stored.backup_eligible.is_some_and(|be| be != data.flags.be()), Property::BackupEligibilityChanged),
        (data.sign_count <= count && count != 0, Property::CounterNotGrown),
    ])
}

fn of_authenticator_data(data: &AuthenticatorData<'_>, ceremony: Ceremony) -> Vec<Property> {
    let credential = data.attested_credential_data;
    let key = credential.map(|credential| CoseKey::parse(credential.credential_public_key));
    let tagged = credential.is_some_and(|credential| has_tagged_label(credential.credential_public_key));
    let modulus = key.and_then(|key| key.ok()?.n);
    let exponent = key.and_then(|key| key.ok()?.e);
    those([
        (data.flags.rfu() != 0, Property::ReservedFlags),
        (data.flags.ed(), Property::ExtensionData),
        (data.extensions.is_some_and(|outputs| !are_as_defined(outputs, ceremony)), Property::ExtensionOutOfForm),
        (credential.is_some_and(|credential| credential.credential_id.len() < 16), Property::ShortCredentialId),
        (matches!(key, Some(Err(cose_key::Error::DuplicateLabel { .. }))), Property::DoubledLabel),
        (tagged, Property::TaggedLabel),
        (modulus.is_some_and(|modulus| modulus.len() != 256), Property::OtherModulus),
        (exponent.is_some_and(|exponent| exponent != [1, 0, 1]), Property::OtherExponent),
    ])
}

fn has_tagged_label(key: &[u8]) -> bool {
    let Ok(mut node) = Node::decode(key) else { return false };
    node.entries_mut().is_some_and(|entries| entries.iter().any(|(label, _)| matches!(label, Node::Tag(..))))
}

/// Whether the outputs of `credProtect`, `hmac-secret` and `minPinLength` (CTAP 2.1, section 12) and of `uvm` are of their types; what
/// is not one of these is not judged.
fn are_as_defined(outputs: &[u8], ceremony: Ceremony) -> bool {
    let Ok(mut node) = Node::decode(outputs) else { return false };
    let defined = |name: &[u8], value: &Node| match (name, ceremony) {
        (b"credProtect", Ceremony::Registration) => matches!(value, Node::Unsigned(1..=3)),
        (b"hmac-secret", Ceremony::Registration) => matches!(value, Node::Simple(20 | 21)),
        (b"hmac-secret", Ceremony::Authentication) => matches!(value, Node::Bytes(_)),
        (b"minPinLength", _) => matches!(value, Node::Unsigned(_)),
        (b"uvm", _) => matches!(value, Node::Array(_)),
        _ => true,
    };
    let entries = node.entries_mut();
    entries.is_some_and(|entries| entries.iter().all(|(name, value)| matches!(name, Node::Text(name) if defined(name, value))))
}

/// Whether a member is missing, null, doubled or of another type than <https://www.w3.org/TR/webauthn-3/#dictdef-registrationresponsejson>
/// and the dictionary beside it have.
pub(crate) fn is_out_of_form(ceremony: Ceremony, text: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(text) else { return true };
    let required = match ceremony {
        Ceremony::Registration => RegistrationResponse::parse(text).ok().map(|response| {
            response.authenticator_data.is_some() && response.transports.is_some() && response.public_key_algorithm.is_some()
        }),
        Ceremony::Authentication => AuthenticationResponse::parse(text).ok().map(|_| true),
    };
    required != Some(true) || Value::parse(text).is_ok_and(has_null)
}

/// Whether a member of the object, or of an object in it, is null.
fn has_null(value: Value<'_>) -> bool {
    let is = |value: Value<'_>| value.kind() == Kind::Null || has_null(value);
    value.members().is_some_and(|mut members| members.any(|(_, value)| is(value)))
}

fn of_registration(text: &str, artefact: &Opened) -> Vec<Property> {
    let mut found = those([
        (artefact.has_further_members(), Property::FurtherAttestationMembers),
        (artefact.format().as_deref() == Some("none") && artefact.has_statement(), Property::StatementOfNone),
        (!artefact.has_valid_statement(), Property::StatementNotValid),
    ]);
    // what wire refuses for one member has an attestation object all the same.
    let Ok(response) = RegistrationResponse::parse(text) else { return found };
    let unknown = |transport: Cow<'_, str>| !TRANSPORTS.contains(&&*transport);
    found.extend(those([
        (response.transports.is_some_and(|transports| transports.iter().any(unknown)), Property::UnknownTransport),
        (is_unknown(response.credential.authenticator_attachment.as_deref()), Property::UnknownAttachment),
        (copies_differ(&response, artefact).unwrap_or(true), Property::CopiesDiffer),
    ]));
    found
}

fn of_authentication(text: &str, asked: Asked) -> Vec<Property> {
    let attachment = AuthenticationResponse::parse(text).ok().and_then(|response| response.credential.authenticator_attachment);
    // what wire refuses for another member has a handle all the same.
    let envelope = serde_json::from_str::<serde_json::Value>(text).unwrap_or_default();
    let member = envelope.pointer("/response/userHandle");
    let handle = member.filter(|handle| !handle.is_null());
    let own = BASE64URL_NOPAD.encode(&USER_HANDLE);
    those([
        (is_unknown(attachment.as_deref()), Property::UnknownAttachment),
        (handle.is_some_and(|handle| *handle != own), Property::OtherUserHandle),
        (member.is_none() && asked == Asked::OwnerNothingListed, Property::NoUserHandle),
    ])
}

fn is_unknown(attachment: Option<&str>) -> bool {
    attachment.is_some_and(|attachment| !ATTACHMENTS.contains(&attachment))
}

/// Whether `authenticatorData`, `publicKeyAlgorithm` or `publicKey` is not what the attestation object holds. `None` where one cannot be
/// read.
fn copies_differ(response: &RegistrationResponse<'_>, artefact: &Opened) -> Option<bool> {
    let data = artefact.authenticator_data.as_deref()?;
    let copy = response.authenticator_data.as_ref().map(|copy| copy.decode().ok());
    let credential = AuthenticatorData::parse(data).ok()?.attested_credential_data?;
    let key = CoseKey::parse(credential.credential_public_key).ok()?;
    let info = response.public_key.as_ref().map(|info| info.decode().ok());
    // of a key that the forge has not made, the number that tells keys apart, which a SubjectPublicKeyInfo holds as it is.
    let number = key.x.or(key.n).filter(|number| !number.is_empty())?;
    let made = forge().key_of(credential.credential_public_key).and_then(|key| key.subject_public_key_info());
    let holds =
        |info: &[u8]| made.as_deref().map_or_else(|| info.windows(number.len()).any(|part| part == number), |made| info == made);
    Some(
        copy.is_some_and(|copy| copy.as_deref() != Some(data))
            || response.public_key_algorithm != key.alg
            || info.is_some_and(|info| !info.as_deref().is_some_and(holds)),
    )
}
