//! Somebody who has a certificate, and the certificate in DER.

use std::str::FromStr;
use std::sync::LazyLock;

use der::asn1::{Any, BitString, ObjectIdentifier, OctetString};
use der::{Decode, Encode, Sequence};
use sha2::{Digest, Sha256};
use x509_cert::Version;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, BasicConstraints, KeyUsage, KeyUsages, SubjectKeyIdentifier};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use x509_cert::time::{Time, Validity};

use crate::Seed;
use crate::algorithm::Algorithm;
use crate::deviation::{Attribute, CertificateDeviation};
use crate::emission::{Chain, KeyShape};
use crate::key::{Key, Pool};
use crate::signature::{Making, sign};

/// The keys of the authorities and of their certificates are the same for every seed, so that an anchor is a constant.
const KEYS: Seed = Seed(0x5835_3039);

/// ecdsa-with-SHA256: RFC 5758, section 3.2.
const ECDSA_WITH_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
/// RFC 5280, section 4.2.1.
const SUBJECT_KEY_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.14");
const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
const AUTHORITY_KEY_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.35");
/// id-fido-gen-ce-sernum, id-fido-gen-ce-aaguid and id-fido-gen-ce-fw-version.
const SERIAL_NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.45724.1.1.2");
const AAGUID: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.45724.1.1.4");
const FIRMWARE_VERSION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.45724.1.1.5");
/// In the arc for examples: RFC 5612.
const UNKNOWN: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.32473.1");

/// What the subject of an attestation certificate has to say as OU.
const UNIT: &str = "Authenticator Attestation";

/// Numbers of the authorities' keys, and of those of attestation certificates.
const ROOT: usize = 0;
const INTERMEDIATE: usize = 1;
const OTHER: usize = 2;
const SECOND: usize = 3;
pub(super) const ATTESTATION: usize = 4;
/// Among those of RSA.
pub(super) const RSA_ATTESTATION: usize = 0;

static POOL: LazyLock<Pool> = LazyLock::new(|| Pool::new(KEYS));

fn key(index: usize) -> Key {
    attested_with(Algorithm::Es256, index)
}

pub(super) fn attested_with(algorithm: Algorithm, index: usize) -> Key {
    Key::of(&POOL, algorithm, KeyShape::Ordinary, index)
}

/// The attributes of a subject, in the order of RFC 4514, section 2.1: the last one first.
pub(super) type Subject = Vec<(Attribute, &'static str)>;

/// Somebody who has a certificate: what it says, and the key that goes with it.
#[derive(Clone)]
pub(super) struct Holder {
    pub(super) subject: Subject,
    pub(super) key: Key,
    version: Version,
    pub(super) validity: Validity,
    pub(super) constraints: BasicConstraints,
    pub(super) usage: Option<KeyUsages>,
    /// Beside those of every certificate.
    extensions: Vec<Extension>,
}

impl Holder {
    pub(super) fn root() -> Self {
        Self::authority("relycheck root", ROOT)
    }

    pub(super) fn intermediate() -> Self {
        Self::authority("relycheck intermediate", INTERMEDIATE)
    }

    pub(super) fn second() -> Self {
        Self::authority("relycheck second intermediate", SECOND)
    }

    pub(super) fn other() -> Self {
        Self::authority("another root", OTHER)
    }

    fn authority(name: &'static str, number: usize) -> Self {
        Self {
            subject: subject(name, "Certification Authority"),
            key: key(number),
            version: Version::V3,
            validity: valid("2020-01-01T00:00:00Z", "3020-01-01T00:00:00Z"),
            constraints: BasicConstraints { ca: true, path_len_constraint: None },
            usage: Some(KeyUsages::KeyCertSign),
            extensions: Vec::new(),
        }
    }

    pub(super) fn attestation(chain: Chain, aaguid: [u8; 16]) -> Self {
        let firmware = extension(FIRMWARE_VERSION, false, &1_u8);
        let extensions = if chain == Chain::WithoutAaguid { vec![firmware] } else { vec![of_aaguid(&aaguid), firmware] };
        Self {
            subject: subject("an authenticator", UNIT),
            constraints: BasicConstraints { ca: false, path_len_constraint: None },
            usage: None,
            extensions,
            ..Self::authority("", ATTESTATION)
        }
    }

    pub(super) fn deviate(&mut self, deviation: CertificateDeviation) {
        use CertificateDeviation as D;
        match deviation {
            D::Version1 => self.version = Version::V1,
            D::Version2 => self.version = Version::V2,
            D::Without(attribute) => self.subject.retain(|(which, _)| *which != attribute),
            D::CountryInWords => self.name(Attribute::Country, "Germany"),
            D::OtherUnit => self.name(Attribute::Unit, "Authenticator"),
            D::AaguidOther => self.on(AAGUID, |extension| last_flipped(&mut extension.extn_value)),
            D::AaguidCritical => self.on(AAGUID, |extension| extension.critical = true),
            D::AaguidWrappedOnce => self.on(AAGUID, |extension| extension.extn_value = without_head(&extension.extn_value)),
            D::AaguidShort => self.on(AAGUID, |extension| {
                let aaguid = without_head(&extension.extn_value);
                *extension = of_aaguid(&aaguid.as_bytes()[1..]);
            }),
            D::FirmwareCritical => self.on(FIRMWARE_VERSION, |extension| extension.critical = true),
            D::FirmwareNegative => self.on(FIRMWARE_VERSION, |it| *it = extension(FIRMWARE_VERSION, false, &-1_i8)),
            D::SerialNumber => self.extensions.push(extension(SERIAL_NUMBER, false, &octets(b"relycheck"))),
            D::Authority => self.constraints.ca = true,
            D::RsaKey => self.key = attested_with(Algorithm::Rs256, RSA_ATTESTATION),
            D::Expired => self.validity = until_2021(),
            D::NotYetValid => self.validity = valid("3000-01-01T00:00:00Z", "3020-01-01T00:00:00Z"),
            D::UnknownCriticalExtension => self.extensions.push(extension(UNKNOWN, true, &1_u8)),
            _ => {}
        }
    }

    fn name(&mut self, attribute: Attribute, value: &'static str) {
        self.subject.iter_mut().filter(|(which, _)| *which == attribute).for_each(|(_, old)| *old = value);
    }

    fn on(&mut self, id: ObjectIdentifier, edit: impl FnOnce(&mut Extension)) {
        if let Some(extension) = self.extensions.iter_mut().find(|extension| extension.extn_id == id) {
            edit(extension);
        }
    }

    /// The certificate in DER.
    ///
    /// # Panics
    /// Never: what is encoded here is made here.
    pub(super) fn issued_by(&self, issuer: &Self) -> Vec<u8> {
        let encoded = || -> der::Result<Vec<u8>> {
            let algorithm = AlgorithmIdentifierOwned { oid: ECDSA_WITH_SHA256, parameters: None };
            let public = |holder: &Self| holder.key.subject_public_key_info().unwrap_or_default();
            let signed = ToBeSigned {
                version: self.version,
                serial_number: SerialNumber::new(&serial(&name(&self.subject), &public(self))?)?,
                signature: algorithm.clone(),
                issuer: name(&issuer.subject),
                validity: self.validity,
                subject: name(&self.subject),
                subject_public_key_info: SubjectPublicKeyInfoOwned::from_der(&public(self))?,
                extensions: self.all_extensions(&public(self), &public(issuer))?,
            }
            .to_der()?;
            let signature = sign(&issuer.key, &[&signed], Making::default());
            Certificate { signed: Any::from_der(&signed)?, algorithm, signature: BitString::from_bytes(&signature)? }.to_der()
        };
        encoded().expect("certificates whose parts have an encoding")
    }

    fn all_extensions(&self, own: &[u8], issuers: &[u8]) -> der::Result<Vec<Extension>> {
        let mut all = vec![extension(BASIC_CONSTRAINTS, true, &self.constraints)];
        if let Some(usage) = self.usage {
            all.push(extension(KEY_USAGE, true, &KeyUsage(usage.into())));
            all.push(extension(SUBJECT_KEY_IDENTIFIER, false, &SubjectKeyIdentifier(key_identifier(own))));
        }
        let issuer = AuthorityKeyIdentifier { key_identifier: Some(key_identifier(issuers)), ..AuthorityKeyIdentifier::default() };
        all.push(extension(AUTHORITY_KEY_IDENTIFIER, false, &issuer));
        all.extend(self.extensions.iter().cloned());
        Ok(all)
    }
}

/// RFC 5280, section 4.1.
#[derive(Sequence)]
struct ToBeSigned {
    #[asn1(context_specific = "0", default = "Default::default")]
    version: Version,
    serial_number: SerialNumber,
    signature: AlgorithmIdentifierOwned,
    issuer: Name,
    validity: Validity,
    subject: Name,
    subject_public_key_info: SubjectPublicKeyInfoOwned,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT")]
    extensions: Vec<Extension>,
}

/// RFC 5280, section 4.1.
#[derive(Sequence)]
struct Certificate {
    signed: Any,
    algorithm: AlgorithmIdentifierOwned,
    signature: BitString,
}

fn subject(common_name: &'static str, unit: &'static str) -> Subject {
    vec![
        (Attribute::CommonName, common_name),
        (Attribute::Unit, unit),
        (Attribute::Organization, "relycheck"),
        // No country's: ISO 3166-1 leaves it to its users.
        (Attribute::Country, "AA"),
    ]
}

/// C becomes a PrintableString, the others UTF8Strings.
fn name(subject: &[(Attribute, &'static str)]) -> Name {
    let written: Vec<String> = subject.iter().map(|(attribute, value)| format!("{}={value}", attribute.keyword())).collect();
    Name::from_str(&written.join(",")).expect("a name of plain words")
}

pub(super) fn until_2021() -> Validity {
    valid("2020-01-01T00:00:00Z", "2021-12-31T23:59:59Z")
}

fn valid(from: &str, until: &str) -> Validity {
    let time = |text| Time::from_str(text).expect("a date");
    Validity::new(time(from), time(until))
}

/// Sixteen bytes, positive.
fn serial(subject: &Name, public: &[u8]) -> der::Result<Vec<u8>> {
    let mut number = Sha256::digest([subject.to_der()?.as_slice(), public].concat())[..16].to_vec();
    number[0] = number[0] & 0x7f | 0x40;
    Ok(number)
}

/// The first 160 bits of a hash of the key: RFC 7093, section 2, the fourth method.
fn key_identifier(public: &[u8]) -> OctetString {
    octets(&Sha256::digest(public)[..20])
}

fn extension(id: ObjectIdentifier, critical: bool, value: &impl Encode) -> Extension {
    let value = value.to_der().expect("a value with an encoding");
    Extension { extn_id: id, critical, extn_value: octets(&value) }
}

/// The AAGUID in its own OCTET STRING, within that of the extension.
fn of_aaguid(aaguid: &[u8]) -> Extension {
    extension(AAGUID, false, &octets(aaguid))
}

fn octets(bytes: &[u8]) -> OctetString {
    OctetString::new(bytes).expect("a few bytes")
}

fn last_flipped(value: &mut OctetString) {
    let mut bytes = value.as_bytes().to_vec();
    bytes.iter_mut().rev().take(1).for_each(|last| *last ^= 1);
    *value = octets(&bytes);
}

/// What stands behind tag and length of one byte each.
fn without_head(value: &OctetString) -> OctetString {
    octets(&value.as_bytes()[2..])
}
