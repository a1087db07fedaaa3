//! Dictionaries of the targets: the words that a fuzzer would take long to find, from the vocabulary of wire and forge and from what
//! the honest cases of the catalogue send.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use relycheck_forge::Algorithm;
use relycheck_fuzzing::{Artefact, Target, session};
use relycheck_wire::attestation_object::AttestationObject;
use relycheck_wire::authenticator_data::{AuthenticatorData, Flags};
use relycheck_wire::cbor::{Node, Width};
use relycheck_wire::cose_key;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::rendered::Response;

/// libFuzzer takes no longer word.
const LONGEST: usize = 64;

/// The words of each kind of input.
#[derive(Clone, Debug, Default)]
pub(super) struct Vocabulary {
    /// Member names and strings of client data.
    client_data: BTreeSet<Vec<u8>>,
    /// Member names and strings of responses.
    envelope: BTreeSet<Vec<u8>>,
    /// Text strings of attestation objects, statements and extensions, as CBOR.
    texts: BTreeSet<Vec<u8>>,
}

impl Vocabulary {
    /// What the honest responses say.
    pub(super) fn of(responses: &[Response]) -> Self {
        let mut words = Self::default();
        for response in responses.iter().filter(|response| response.honest) {
            let rendered = &response.rendered;
            strings(&rendered.client_data, &mut words.client_data);
            strings(rendered.response.as_bytes(), &mut words.envelope);
            let object = rendered.attestation_object.as_deref().and_then(|object| AttestationObject::parse(object).ok());
            let data = AuthenticatorData::parse(&rendered.authenticator_data).ok();
            let items = [
                rendered.attestation_object.as_deref(),
                object.map(|object| object.att_stmt),
                data.and_then(|data| data.extensions),
            ];
            for node in items.into_iter().flatten().filter_map(|item| Node::decode(item).ok()) {
                texts(&node, &mut words.texts);
            }
        }
        words
    }

    /// The dictionary of a target, in libFuzzer's syntax.
    pub(super) fn dictionary(&self, target: Target) -> String {
        let mut text = format!(
            "# Words for the target {}: of wire, of forge, and of the honest cases. Made by `cargo xtask corpus`.\n",
            target.name()
        );
        for word in self.words(target).iter().filter(|word| (1..=LONGEST).contains(&word.len())) {
            let _ = writeln!(text, "\"{}\"", escaped(word));
        }
        text
    }

    fn words(&self, target: Target) -> BTreeSet<Vec<u8>> {
        let (json, heads, cose, data) = (json_syntax(), heads(), cose(), authenticator_data());
        let parts: &[&BTreeSet<Vec<u8>>] = match target {
            Target::Parse(Artefact::Cbor) => &[&heads, &self.texts],
            Target::Parse(Artefact::CoseKey) => &[&heads, &cose],
            Target::Parse(Artefact::AuthenticatorData | Artefact::AttestationObject) => &[&heads, &cose, &self.texts, &data],
            Target::Parse(Artefact::ClientData) => &[&json, &self.client_data],
            Target::Parse(Artefact::RegistrationResponse | Artefact::AuthenticationResponse) => &[&json, &self.envelope],
            Target::VerifyRegistration | Target::VerifyAuthentication => &[&json, &self.envelope, &BTreeSet::from([vec![0]])],
            Target::Differential => &[&json, &self.envelope, &self.client_data, &heads, &cose, &self.texts, &data],
        };
        parts.iter().copied().flatten().cloned().collect()
    }
}

/// Names and strings of JSON, with their quotes. What is long is a value of its own and no word.
fn strings(json: &[u8], found: &mut BTreeSet<Vec<u8>>) {
    fn visit(value: &Value, found: &mut BTreeSet<Vec<u8>>) {
        let mut word = |text: &str| {
            // Identifiers and keys are mostly long, or have letters of both cases and digits.
            let plain = text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_lowercase() || b"-.:/".contains(&byte));
            if plain {
                found.insert(format!("\"{text}\"").into_bytes());
            }
        };
        match value {
            Value::String(text) => word(text),
            Value::Array(elements) => elements.iter().for_each(|element| visit(element, found)),
            Value::Object(members) => {
                for (name, value) in members {
                    found.insert(format!("\"{name}\":").into_bytes());
                    visit(value, found);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    if let Ok(value) = serde_json::from_slice(json) {
        visit(&value, found);
    }
}

/// Text strings, as items.
fn texts(node: &Node, found: &mut BTreeSet<Vec<u8>>) {
    match node {
        Node::Text(_) => {
            found.insert(node.encode());
        }
        Node::Array(elements) => elements.iter().for_each(|element| texts(element, found)),
        Node::Map(entries) => entries.iter().for_each(|(key, value)| {
            texts(key, found);
            texts(value, found);
        }),
        _ => {}
    }
}

/// What JSON is made of (RFC 8259), with the escapes that readers differ in.
fn json_syntax() -> BTreeSet<Vec<u8>> {
    let words = [
        "null",
        "true",
        "false",
        "{}",
        "[]",
        "\"\"",
        "\\u0000",
        "\\ud83d\\ude00",
        "\\ud800",
        "\\/",
        "\\\"",
        "-0",
        "1e400",
        "\u{feff}",
    ];
    words.map(|word| word.as_bytes().to_vec()).into()
}

/// Heads of CBOR items (RFC 8949, section 3): of each major type those with an argument of 0, of one byte to eight, and of no length.
fn heads() -> BTreeSet<Vec<u8>> {
    let widths = [(24, 1), (25, 2), (26, 4), (27, 8)];
    let mut found = BTreeSet::from([vec![0xff]]);
    for major in 0..8_u8 {
        found.insert(vec![major << 5]);
        found.insert(vec![(major << 5) | 31]);
        for (info, width) in widths {
            let head = (major << 5) | info;
            // The least, and the largest below and above where a signed integer wraps.
            for (first, rest) in [(0, 0), (0x7f, 0xff), (0x80, 0), (0xff, 0xff)] {
                let mut word = vec![head, first];
                word.resize(1 + width, rest);
                found.insert(word);
            }
        }
    }
    found
}

/// Labels and values of COSE keys: shortest, and one in a width that it does not need.
fn cose() -> BTreeSet<Vec<u8>> {
    use cose_key::label;
    let labels = [label::KTY, label::ALG, label::CRV, label::X, label::Y, cose_key::OKP, cose_key::EC2, cose_key::RSA];
    let integers = labels.into_iter().chain(Algorithm::ALL.map(Algorithm::id)).map(Node::integer);
    let wide = Node::Wide(Width::Two, Box::new(Node::integer(label::ALG)));
    integers.chain([wide]).map(|node| node.encode()).collect()
}

/// What stands in authenticator data: the hash of the session's RP ID, flags with a counter of 0, and the lengths of credential ids
/// around the limit of 1023 bytes.
fn authenticator_data() -> BTreeSet<Vec<u8>> {
    let flags = [Flags::UP, Flags::UP | Flags::UV, Flags::UP | Flags::AT, Flags::UP | Flags::ED, Flags::AT | Flags::ED, Flags::RFU];
    let lengths = [0_u16, 1, 1023, 1024, u16::MAX].map(|length| length.to_be_bytes().to_vec());
    let mut found: BTreeSet<Vec<u8>> = flags.map(|flags| vec![flags, 0, 0, 0, 0]).into();
    found.extend(lengths);
    found.insert(Sha256::digest(session::RP_ID).to_vec());
    found
}

/// A word as it stands between quotes in libFuzzer's syntax.
fn escaped(word: &[u8]) -> String {
    let mut out = String::new();
    for byte in word {
        match byte {
            b'"' | b'\\' => {
                let _ = write!(out, "\\{}", char::from(*byte));
            }
            b' '..=b'~' => out.push(char::from(*byte)),
            _ => {
                let _ = write!(out, "\\x{byte:02x}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use relycheck_fuzzing::{Artefact, Target};

    use super::{Vocabulary, escaped, strings};

    #[test]
    fn a_word_is_written_as_libfuzzer_reads_it() {
        assert_eq!(escaped(b"\"a\\\x00\xff ~"), r#"\"a\\\x00\xff ~"#);
    }

    #[test]
    fn words_are_names_and_what_is_no_value_of_its_own() {
        let mut found = BTreeSet::new();
        strings(br#"{"type":"public-key","id":"aB3_","more":[{"x":"webauthn.get"}]}"#, &mut found);
        let words: Vec<String> = found.into_iter().map(|word| String::from_utf8_lossy(&word).into_owned()).collect();
        assert_eq!(words, ["\"id\":", "\"more\":", "\"public-key\"", "\"type\":", "\"webauthn.get\"", "\"x\":"]);
    }

    #[test]
    fn numbers_of_the_registries_are_there_as_items() {
        let text = Vocabulary::default().dictionary(Target::Parse(Artefact::CoseKey));
        // RFC 9053 and RFC 8812: ES256 is -7, RS256 is -257.
        for word in ["\"&\"", "\"9\\x01\\x00\"", "\"\\xff\"", "\"_\""] {
            assert!(text.lines().any(|line| line == word), "{word} in {text}");
        }
    }
}
