//! A response taken apart, so that one part can be changed and all be written again.

use std::borrow::Cow;
use std::sync::LazyLock;

use data_encoding::{BASE64URL_NOPAD, Encoding};
use relycheck_wire::authenticator_data::{AuthenticatorData, Error};
use relycheck_wire::cbor::{Node, validate};
use relycheck_wire::json::{Object, Value, Written};
use serde::Deserialize;

/// Which ceremony a response is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Ceremony {
    /// `RegistrationResponseJSON`.
    Registration,
    /// `AuthenticationResponseJSON`.
    Authentication,
}

/// A response in parts. What is not in it, or cannot be read, is `None`, and is written again as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Opened {
    envelope: Object,
    /// Whether a name stands twice in the envelope, so that readers may disagree on what the response is.
    pub(crate) doubled: bool,
    /// `clientDataJSON`.
    pub(crate) client_data: Option<Vec<u8>>,
    /// The authenticator data: of a registration, what is inside the attestation object.
    pub(crate) authenticator_data: Option<Vec<u8>>,
    /// Whether `authenticatorData` says the same; a copy that says something else stays as it is.
    has_copy: bool,
    /// The attestation object of a registration; what it holds as `authData` is written from the member above.
    pub(crate) attestation_object: Option<Node>,
    /// The signature of an assertion, or of the statement in a registration.
    pub(crate) signature: Option<Vec<u8>>,
}

impl Opened {
    /// Takes a response apart, as the text that it is posted as: what is no UTF-8 is replaced. `None` where it is no JSON object.
    pub(crate) fn open(text: &[u8], ceremony: Ceremony) -> Option<Self> {
        let envelope = open_object(&Value::parse(&String::from_utf8_lossy(text)).ok()?, 1)?;
        let bytes = |name| response_member(&envelope, name).and_then(decoded);
        let mut attestation_object = None;
        let (authenticator_data, signature) = match ceremony {
            Ceremony::Registration => {
                attestation_object = bytes("attestationObject").and_then(|bytes| Node::decode(&bytes).ok());
                let mut member = |name| {
                    attestation_object.as_mut().and_then(|object| content_mut(object.value_mut(&Node::text(name))?).cloned())
                };
                (member("authData"), attestation_object.as_mut().and_then(statement_signature).cloned())
            }
            Ceremony::Authentication => (bytes("authenticatorData"), bytes("signature")),
        };
        let client_data = bytes("clientDataJSON");
        let has_copy = authenticator_data.is_some() && bytes("authenticatorData") == authenticator_data;
        let doubled = has_doubles(&envelope);
        Some(Self { doubled, client_data, authenticator_data, has_copy, attestation_object, signature, envelope })
    }

    /// Whether there is an attestation: another format than `none`, or a statement that is not empty.
    pub(crate) fn has_statement(&self) -> bool {
        let is_empty = |statement: Node| statement == Node::Map(Vec::new());
        self.attestation_object.is_none()
            || self.format().as_deref() != Some("none")
            || !self.member("attStmt").is_some_and(is_empty)
    }

    /// Whether the statement is valid CBOR: RFC 8949, section 5.3.
    pub(crate) fn has_valid_statement(&self) -> bool {
        self.member("attStmt").is_none_or(|statement| validate(&statement.encode()).is_ok())
    }

    /// The envelope with another statement; `None` where the edit leaves it as it is.
    pub(crate) fn with_statement(mut self, edit: impl FnOnce(&mut Node)) -> Option<Object> {
        let statement = self.attestation_object.as_mut()?.value_mut(&Node::text("attStmt"))?;
        let before = statement.clone();
        edit(statement);
        let is_other = *statement != before;
        is_other.then(|| self.close())
    }

    /// The authenticator data up to the end of what its flags announce.
    pub(crate) fn announced(&self) -> Option<AuthenticatorData<'_>> {
        let bytes = self.authenticator_data.as_deref()?;
        match AuthenticatorData::parse(bytes) {
            Err(Error::TrailingBytes { offset, .. }) => AuthenticatorData::parse(&bytes[..offset]).ok(),
            data => data.ok(),
        }
    }

    /// The AAGUID in authenticator data.
    pub(crate) fn aaguid(&self) -> Option<[u8; 16]> {
        Some(*self.announced()?.attested_credential_data?.aaguid)
    }

    /// The certificates of the statement.
    pub(crate) fn certificates(&self) -> Vec<Vec<u8>> {
        self.member("attStmt").map(|mut statement| certificates(&mut statement)).unwrap_or_default()
    }

    /// The first certificate of the statement.
    pub(crate) fn first_certificate(&self) -> Option<Vec<u8>> {
        self.certificates().into_iter().next()
    }

    /// `fmt` of the attestation object.
    pub(crate) fn format(&self) -> Option<String> {
        match self.member("fmt")? {
            Node::Text(text) => String::from_utf8(text).ok(),
            _ => None,
        }
    }

    /// A member of the attestation object as it is read, however it is written.
    fn member(&self, name: &str) -> Option<Node> {
        let Node::Map(entries) = plain(self.attestation_object.as_ref()?) else { return None };
        entries.into_iter().find(|(found, _)| *found == Node::text(name)).map(|(_, value)| value)
    }

    /// Whether the attestation object has more than `fmt`, `attStmt` and `authData`.
    pub(crate) fn has_further_members(&self) -> bool {
        let mut object = self.attestation_object.clone();
        object.as_mut().and_then(Node::entries_mut).is_some_and(|entries| entries.len() > 3)
    }

    /// `userHandle` as bytes, where it is a string in base64.
    pub(crate) fn user_handle(&self) -> Option<Vec<u8>> {
        response_member(&self.envelope, "userHandle").and_then(decoded)
    }

    /// `rawId`, or else `id`, where it is a string.
    pub(crate) fn id(&self) -> Option<String> {
        let member = |name| self.envelope.members.iter().find(|(found, _)| found == name).and_then(|(_, value)| text_of(value));
        member("rawId").or_else(|| member("id"))
    }

    /// The envelope with this id in the place of the credential's.
    pub(crate) fn with_id(self, id: &str) -> Object {
        let mut envelope = self.close();
        for name in ["id", "rawId"] {
            if let Some(place) = envelope.get_mut(name) {
                *place = Written::text(id);
            }
        }
        envelope
    }

    /// Puts all parts where they belong but the attestation object, which can still be changed then as a whole.
    pub(crate) fn settle(&mut self) {
        let (authenticator_data, signature) = (self.authenticator_data.take(), self.signature.take());
        self.put("clientDataJSON", self.client_data.clone());
        self.put("authenticatorData", authenticator_data.clone().filter(|_| self.has_copy));
        let Some(object) = &mut self.attestation_object else { return self.put("signature", signature) };
        if let (Some(bytes), Some(place)) = (authenticator_data, object.value_mut(&Node::text("authData")).and_then(content_mut)) {
            *place = bytes;
        }
        if let (Some(bytes), Some(place)) = (signature, statement_signature(object)) {
            *place = bytes;
        }
    }

    /// The envelope with all parts in it.
    pub(crate) fn close(mut self) -> Object {
        self.settle();
        self.put("attestationObject", self.attestation_object.as_ref().map(Node::encode));
        self.envelope
    }

    /// What is as it was stays as it was written, padding and all.
    fn put(&mut self, name: &str, bytes: Option<Vec<u8>>) {
        if let (Some(bytes), Some(place)) =
            (bytes, self.envelope.object_mut("response").and_then(|response| response.get_mut(name)))
            && decoded(place).as_ref() != Some(&bytes)
        {
            *place = Written::Text(BASE64URL_NOPAD.encode(&bytes));
        }
    }
}

/// A JSON object whose members can be changed. Objects in it are taken apart `depth` levels deep; what is deeper, and whatever is no
/// object, stays the text that it is.
pub(crate) fn open_object(value: &Value<'_>, depth: usize) -> Option<Object> {
    let member = |(name, value): (Cow<'_, str>, Value<'_>)| {
        let inner = if depth > 0 { open_object(&value, depth - 1) } else { None };
        (name.into_owned(), inner.map_or_else(|| Written::raw(value.as_text()), Written::Object))
    };
    Some(Object { members: value.members()?.map(member).collect(), space: String::new() })
}

fn has_doubles(object: &Object) -> bool {
    object.members.iter().enumerate().any(|(place, (name, value))| {
        let inner = if let Written::Object(inner) = value { has_doubles(inner) } else { false };
        inner || object.members[..place].iter().any(|(other, _)| other == name)
    })
}

fn response_member<'o>(envelope: &'o Object, name: &str) -> Option<&'o Written> {
    let find =
        |object: &'o Object, name: &str| object.members.iter().find(|(candidate, _)| candidate == name).map(|(_, value)| value);
    match find(envelope, "response")? {
        Written::Object(response) => find(response, name),
        _ => None,
    }
}

fn text_of(value: &Written) -> Option<String> {
    match value {
        Written::Text(text) => Some(text.clone()),
        Written::Raw(raw) => Some(Value::parse(std::str::from_utf8(raw).ok()?).ok()?.string()?.into_owned()),
        _ => None,
    }
}

fn decoded(value: &Written) -> Option<Vec<u8>> {
    lenient(&text_of(value)?)
}

/// The bytes of a text in base64, in either alphabet, with or without padding behind it, and whatever its last bits are: what the
/// reference RP reads.
pub(crate) fn lenient(text: &str) -> Option<Vec<u8>> {
    static LENIENT: LazyLock<Encoding> = LazyLock::new(|| {
        let mut specification = BASE64URL_NOPAD.specification();
        specification.check_trailing_bits = false;
        specification.translate.from.push_str("+/");
        specification.translate.to.push_str("-_");
        specification.encoding().expect("a specification with one translation more")
    });
    LENIENT.decode(text.trim_end_matches('=').as_bytes()).ok()
}

/// The item in its plainest form: definite, in the shortest form, and without tags but for those of keys, which make them others.
fn plain(node: &Node) -> Node {
    let all = |nodes: &[Node]| nodes.iter().map(plain).collect();
    let content = |chunk: &Node| match plain(chunk) {
        Node::Bytes(bytes) | Node::Text(bytes) => bytes,
        _ => Vec::new(),
    };
    let key = |node: &Node| match node {
        Node::Tag(number, inner) => Node::Tag(*number, Box::new(plain(inner))),
        node => plain(node),
    };
    match node {
        Node::Wide(_, inner) | Node::Declared(_, inner) | Node::Tag(_, inner) => plain(inner),
        Node::IndefiniteBytes(chunks) => Node::Bytes(chunks.iter().flat_map(content).collect()),
        Node::IndefiniteText(chunks) => Node::Text(chunks.iter().flat_map(content).collect()),
        Node::Array(nodes) | Node::IndefiniteArray(nodes) => Node::Array(all(nodes)),
        Node::Map(entries) | Node::IndefiniteMap(entries) => {
            Node::Map(entries.iter().map(|(name, value)| (key(name), plain(value))).collect())
        }
        node => node.clone(),
    }
}

/// The content of a byte string of definite length, however its length is written.
pub(crate) fn content_mut(node: &mut Node) -> Option<&mut Vec<u8>> {
    match node {
        Node::Bytes(bytes) => Some(bytes),
        Node::Wide(_, node) | Node::Declared(_, node) => content_mut(node),
        _ => None,
    }
}

/// The byte strings of `x5c` in a statement.
pub(crate) fn certificates(statement: &mut Node) -> Vec<Vec<u8>> {
    match statement.value_mut(&Node::text("x5c")) {
        Some(Node::Array(certificates)) => certificates.iter_mut().filter_map(content_mut).map(|content| content.clone()).collect(),
        _ => Vec::new(),
    }
}

fn statement_signature(object: &mut Node) -> Option<&mut Vec<u8>> {
    content_mut(object.value_mut(&Node::text("attStmt"))?.value_mut(&Node::text("sig"))?)
}
