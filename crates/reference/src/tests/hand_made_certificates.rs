//! Certificates in DER, put together by hand.

use p256::ecdsa::signature::Signer as _;

use super::hand_made::signing_key;
use crate::reader::certificate::Certificate;

/// Universal tags of ASN.1: ITU-T X.690.
pub(super) const BOOLEAN: u8 = 0x01;
pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const OID: u8 = 0x06;
pub(super) const UTF8_STRING: u8 = 0x0c;
pub(super) const PRINTABLE_STRING: u8 = 0x13;
pub(super) const UTC_TIME: u8 = 0x17;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;

/// Contents of OBJECT IDENTIFIERs.
pub(super) const COMMON_NAME: &[u8] = b"\x55\x04\x03";
pub(super) const COUNTRY: &[u8] = b"\x55\x04\x06";
pub(super) const ORGANIZATION: &[u8] = b"\x55\x04\x0a";
pub(super) const UNIT: &[u8] = b"\x55\x04\x0b";
pub(super) const KEY_USAGE: &[u8] = b"\x55\x1d\x0f";
pub(super) const BASIC_CONSTRAINTS: &[u8] = b"\x55\x1d\x13";
pub(super) const AAGUID: &[u8] = b"\x2b\x06\x01\x04\x01\x82\xe5\x1c\x01\x01\x04";
pub(super) const FIRMWARE: &[u8] = b"\x2b\x06\x01\x04\x01\x82\xe5\x1c\x01\x01\x05";
pub(super) const EC_PUBLIC_KEY: &[u8] = b"\x2a\x86\x48\xce\x3d\x02\x01";
pub(super) const P256: &[u8] = b"\x2a\x86\x48\xce\x3d\x03\x01\x07";
pub(super) const P384: &[u8] = b"\x2b\x81\x04\x00\x22";
pub(super) const P521: &[u8] = b"\x2b\x81\x04\x00\x23";
pub(super) const ED25519: &[u8] = b"\x2b\x65\x70";
pub(super) const ED448: &[u8] = b"\x2b\x65\x71";
pub(super) const RSA_ENCRYPTION: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
pub(super) const ECDSA_WITH_SHA256: &[u8] = b"\x2a\x86\x48\xce\x3d\x04\x03\x02";
pub(super) const ECDSA_WITH_SHA384: &[u8] = b"\x2a\x86\x48\xce\x3d\x04\x03\x03";
pub(super) const ECDSA_WITH_SHA512: &[u8] = b"\x2a\x86\x48\xce\x3d\x04\x03\x04";

pub(super) fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    let head = match content.len() {
        0..128 => vec![tag, length[1]],
        128..256 => vec![tag, 0x81, length[1]],
        _ => vec![tag, 0x82, length[0], length[1]],
    };
    [head, content.to_vec()].concat()
}

pub(super) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tagged(SEQUENCE, &parts.concat())
}

pub(super) fn bit_string(content: &[u8]) -> Vec<u8> {
    tagged(BIT_STRING, &[&[0], content].concat())
}

/// Object identifier, type of the string, and the string.
pub(super) type Attribute = (&'static [u8], u8, &'static str);

pub(super) fn name(attributes: &[Attribute]) -> Vec<u8> {
    let one = |(id, tag, text): &Attribute| tagged(SET, &sequence(&[&tagged(OID, id), &tagged(*tag, text.as_bytes())]));
    tagged(SEQUENCE, &attributes.iter().flat_map(one).collect::<Vec<u8>>())
}

/// The subject that an attestation certificate has to have.
pub(super) const ATTESTATION: [Attribute; 4] = [
    (COUNTRY, PRINTABLE_STRING, "AA"),
    (ORGANIZATION, UTF8_STRING, "relycheck"),
    (UNIT, UTF8_STRING, "Authenticator Attestation"),
    (COMMON_NAME, UTF8_STRING, "leaf"),
];

pub(super) fn extension(id: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let critical = if critical { tagged(BOOLEAN, &[0xff]) } else { Vec::new() };
    sequence(&[&tagged(OID, id), &critical, &tagged(OCTET_STRING, value)])
}

/// CA true, with a path length where there is one.
pub(super) fn authority(path_length: Option<u8>) -> Vec<u8> {
    let length = path_length.map(|length| tagged(INTEGER, &[length])).unwrap_or_default();
    extension(BASIC_CONSTRAINTS, true, &sequence(&[&tagged(BOOLEAN, &[0xff]), &length]))
}

/// Bits from the highest on: 0 is digitalSignature, 5 is keyCertSign.
pub(super) fn usage(bits: u8) -> Vec<u8> {
    extension(KEY_USAGE, true, &tagged(BIT_STRING, &[u8::try_from(bits.trailing_zeros()).unwrap(), bits]))
}

/// A key pair.
pub(super) enum Pair {
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
    Ed25519(ed25519_dalek::SigningKey),
    /// The SubjectPublicKeyInfo of a key that signs nothing.
    Public(Vec<u8>),
}

impl Pair {
    pub(super) fn p256(number: u8) -> Self {
        Self::P256(signing_key(number))
    }

    pub(super) fn info(&self) -> Vec<u8> {
        let (algorithm, key) = match self {
            Self::Public(info) => return info.clone(),
            Self::P256(key) => {
                (sequence(&[&tagged(OID, EC_PUBLIC_KEY), &tagged(OID, P256)]), key.verifying_key().to_sec1_bytes().to_vec())
            }
            Self::P384(key) => {
                (sequence(&[&tagged(OID, EC_PUBLIC_KEY), &tagged(OID, P384)]), key.verifying_key().to_sec1_bytes().to_vec())
            }
            Self::Ed25519(key) => (sequence(&[&tagged(OID, ED25519)]), key.verifying_key().to_bytes().to_vec()),
        };
        sequence(&[&algorithm, &bit_string(&key)])
    }

    /// The algorithm, and the signature.
    pub(super) fn sign(&self, message: &[u8]) -> (Vec<u8>, Vec<u8>) {
        match self {
            Self::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                (tagged(OID, ECDSA_WITH_SHA256), signature.to_der().as_bytes().to_vec())
            }
            Self::P384(key) => {
                let signature: p384::ecdsa::Signature = key.sign(message);
                (tagged(OID, ECDSA_WITH_SHA384), signature.to_der().as_bytes().to_vec())
            }
            Self::Ed25519(key) => (tagged(OID, ED25519), key.sign(message).to_bytes().to_vec()),
            Self::Public(_) => unreachable!("it signs nothing"),
        }
    }
}

/// Who a certificate is for, and what else it says.
pub(super) struct Holder {
    pub(super) version: u8,
    pub(super) subject: Vec<Attribute>,
    pub(super) pair: Pair,
    pub(super) extensions: Vec<Vec<u8>>,
    pub(super) years: [&'static str; 2],
}

impl Holder {
    pub(super) fn of(name: &'static str, number: u8, extensions: &[Vec<u8>]) -> Self {
        let subject = vec![(COMMON_NAME, UTF8_STRING, name)];
        Self { version: 2, subject, pair: Pair::p256(number), extensions: extensions.to_vec(), years: ["20", "49"] }
    }

    pub(super) fn der(&self, issuer: &Self) -> Vec<u8> {
        let info = self.pair.info();
        let (algorithm, _) = issuer.pair.sign(b"");
        let time = |year: &str| tagged(UTC_TIME, format!("{year}0101000000Z").as_bytes());
        let signed = sequence(&[
            &tagged(0xa0, &tagged(INTEGER, &[self.version])),
            &tagged(INTEGER, &[1]),
            &sequence(&[&algorithm]),
            &name(&issuer.subject),
            &sequence(&[&time(self.years[0]), &time(self.years[1])]),
            &name(&self.subject),
            &info,
            &tagged(0xa3, &tagged(SEQUENCE, &self.extensions.concat())),
        ]);
        let (algorithm, signature) = issuer.pair.sign(&signed);
        sequence(&[&signed, &sequence(&[&algorithm]), &bit_string(&signature)])
    }

    pub(super) fn issued_by(&self, issuer: &Self) -> Certificate {
        Certificate::read(&self.der(issuer)).unwrap()
    }
}

pub(super) fn root() -> Holder {
    Holder::of("root", 1, &[authority(None)])
}

pub(super) fn leaf() -> Holder {
    Holder::of("leaf", 2, &[extension(BASIC_CONSTRAINTS, true, &sequence(&[]))])
}
