//! X.509 certificates: what the steps about attestation look at.
//!
//! <https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation-cert-requirements>, RFC 5280

use der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef, UintRef};
use der::{Decode, Reader, SliceReader, Tag, Tagged};
use x509_cert::Version;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage};
use x509_cert::name::Name;

use crate::findings::Findings;
use crate::public_key::PublicKey;
use crate::reader::algorithm::{Curve, Hash, Padding, Scheme};

/// id-fido-gen-ce-aaguid and id-fido-gen-ce-fw-version.
const AAGUID: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.45724.1.1.4");
const FIRMWARE_VERSION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.45724.1.1.5");

/// RFC 5280, section 4.2.1.
const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");

/// RFC 5480, section 2.1, and RFC 8017, appendix A.1.
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const P521: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.35");
/// RFC 8410, section 3.
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const ED448: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.113");

/// How certificates are signed: RFC 5758, section 3.2, and RFC 8017, appendix A.2.4. The curve is that of the key.
const ECDSA: [(ObjectIdentifier, Hash); 3] = [
    (ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2"), Hash::Sha256),
    (ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3"), Hash::Sha384),
    (ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.4"), Hash::Sha512),
];
const SHA256_WITH_RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");

/// How long an RSA key of a certificate may be: beyond it the time that a verification takes would be the sender's choice.
const MOST_OCTETS_OF_MODULUS: usize = 512;
const MOST_OCTETS_OF_EXPONENT: usize = 8;

/// The unit that an attestation certificate names.
const UNIT: &str = "Authenticator Attestation";

/// A certificate.
pub(crate) struct Certificate {
    encoding: Vec<u8>,
    /// What is signed, within the encoding.
    signed: Vec<u8>,
    content: x509_cert::Certificate,
}

/// What the extension with the AAGUID says.
pub(crate) enum Aaguid {
    /// There is none.
    Absent,
    /// It is there.
    Is([u8; 16]),
    /// It is there and not as it has to be.
    Malformed(&'static str),
}

impl Certificate {
    /// Reads a certificate in DER that fills the bytes.
    ///
    /// # Errors
    /// Where there is none, or something follows it.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, String> {
        let read = || -> der::Result<Self> {
            let content = x509_cert::Certificate::from_der(bytes)?;
            let outer = AnyRef::from_der(bytes)?;
            let signed = SliceReader::new(outer.value())?.tlv_bytes()?.to_vec();
            Ok(Self { encoding: bytes.to_vec(), signed, content })
        };
        let certificate = read()
            .map_err(|error| format!("it is no X.509 certificate in DER: {error}; send the one that the authenticator has"))?;
        let ids = || certificate.extensions().iter().map(|extension| extension.extn_id);
        // RFC 5280, section 4.2: which of two counts is nowhere said.
        match ids().enumerate().find(|(place, id)| ids().take(*place).any(|earlier| earlier == *id)) {
            Some((_, id)) => Err(format!("its extension {id} stands twice; issue a certificate that has it once")),
            None => Ok(certificate),
        }
    }

    pub(crate) fn is_the_same_as(&self, other: &Self) -> bool {
        self.encoding == other.encoding
    }

    pub(crate) fn subject(&self) -> &Name {
        self.content.tbs_certificate().subject()
    }

    pub(crate) fn issuer(&self) -> &Name {
        self.content.tbs_certificate().issuer()
    }

    pub(crate) fn is_of_version_3(&self) -> bool {
        self.content.tbs_certificate().version() == Version::V3
    }

    /// Two letters in a PrintableString. Which country is not looked at: the standard's own vectors have `AA`.
    pub(crate) fn names_a_country(&self) -> bool {
        let is_code = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
        self.subject().country().is_ok_and(|country| country.is_some_and(|country| is_code(country.as_str())))
    }

    pub(crate) fn names_an_organization(&self) -> bool {
        self.subject().organization().is_ok_and(|organization| organization.is_some())
    }

    pub(crate) fn names_the_unit(&self) -> bool {
        self.subject().organization_unit().is_ok_and(|unit| unit.is_some_and(|unit| unit.value() == UNIT))
    }

    pub(crate) fn has_a_common_name(&self) -> bool {
        self.subject().common_name().is_ok_and(|name| name.is_some())
    }

    fn extension(&self, id: ObjectIdentifier) -> Option<&Extension> {
        self.extensions().iter().find(|extension| extension.extn_id == id)
    }

    fn extensions(&self) -> &[Extension] {
        self.content.tbs_certificate().extensions().map_or(&[], Vec::as_slice)
    }

    fn constraints(&self) -> Option<der::Result<BasicConstraints>> {
        self.extension(BASIC_CONSTRAINTS).map(|it| BasicConstraints::from_der(it.extn_value.as_bytes()))
    }

    /// Whether no Basic Constraints say that it is a CA's. Where there are none nobody says so, as RFC 5280, section 4.2.1.9, has it.
    pub(crate) fn is_no_authoritys(&self) -> bool {
        self.constraints().is_none_or(|constraints| constraints.is_ok_and(|constraints| !constraints.ca))
    }

    /// Whether subject and issuer are the same.
    pub(crate) fn is_self_issued(&self) -> bool {
        self.subject() == self.issuer()
    }

    /// Whether it may issue certificates with so many further CA certificates in between: RFC 5280, section 6.1.4, (k) to (n).
    pub(crate) fn may_issue(&self, further: usize) -> bool {
        let usage = self.extension(KEY_USAGE).map(|it| KeyUsage::from_der(it.extn_value.as_bytes()));
        let is_for_certificates = usage.is_none_or(|usage| usage.is_ok_and(|usage| usage.key_cert_sign()));
        let constraints = self.constraints().and_then(Result::ok).filter(|constraints| constraints.ca);
        let long_enough = constraints.is_some_and(|it| it.path_len_constraint.is_none_or(|most| further <= usize::from(most)));
        is_for_certificates && long_enough
    }

    /// Whether there is a critical extension that nothing here looks at: RFC 5280, section 4.2.
    pub(crate) fn has_unknown_critical_extension(&self) -> bool {
        let known = [KEY_USAGE, BASIC_CONSTRAINTS, AAGUID, FIRMWARE_VERSION];
        self.extensions().iter().any(|extension| extension.critical && !known.contains(&extension.extn_id))
    }

    /// Whether this moment, in seconds since 1970, is within its validity.
    pub(crate) fn is_valid_at(&self, moment: u64) -> bool {
        let validity = self.content.tbs_certificate().validity();
        let from = validity.not_before.to_unix_duration().as_secs();
        let until = validity.not_after.to_unix_duration().as_secs();
        (from..=until).contains(&moment)
    }

    /// The AAGUID, in an OCTET STRING within that of the extension.
    pub(crate) fn aaguid(&self) -> Aaguid {
        let Some(extension) = self.extension(AAGUID) else { return Aaguid::Absent };
        if extension.critical {
            return Aaguid::Malformed("is critical; mark it as not critical");
        }
        let value = <&OctetStringRef>::from_der(extension.extn_value.as_bytes());
        match value.map(|value| value.as_bytes().try_into()) {
            Ok(Ok(aaguid)) => Aaguid::Is(aaguid),
            _ => Aaguid::Malformed("is no OCTET STRING of 16 bytes; wrap the AAGUID in one"),
        }
    }

    /// Whether the firmware's version, where it is there, is a number from 0 on and not critical.
    pub(crate) fn has_sound_firmware_version(&self) -> bool {
        let Some(extension) = self.extension(FIRMWARE_VERSION) else { return true };
        let value = AnyRef::from_der(extension.extn_value.as_bytes());
        let is_number = value.is_ok_and(|it| it.tag() == Tag::Integer && it.value().first().is_some_and(|first| first & 0x80 == 0));
        is_number && !extension.critical
    }

    /// The key, as far as signatures of this scheme can be verified with it; `None` where it is a key of another type. The hash of ECDSA goes
    /// with any curve: that an algorithm has one of its own is said of credential keys (section 5.8.5 of the standard).
    pub(crate) fn key(&self, scheme: Scheme) -> Option<PublicKey> {
        let info = self.content.tbs_certificate().subject_public_key_info();
        let (algorithm, octets) = (&info.algorithm, info.subject_public_key.as_bytes()?);
        let is_ed = |id| algorithm.oid == id;
        match scheme {
            Scheme::Ecdsa(_, hash) if algorithm.oid == EC_PUBLIC_KEY => {
                let curve = algorithm.parameters.as_ref()?.decode_as::<ObjectIdentifier>().ok()?;
                let (_, curve) =
                    [(P256, Curve::P256), (P384, Curve::P384), (P521, Curve::P521)].into_iter().find(|it| it.0 == curve)?;
                PublicKey::from_point(octets, curve, hash)
            }
            Scheme::EdDsa(Curve::Ed25519) if is_ed(ED25519) => PublicKey::from_octets(octets, Curve::Ed25519),
            Scheme::EdDsa(Curve::Ed448) if is_ed(ED448) => PublicKey::from_octets(octets, Curve::Ed448),
            Scheme::Rsa(padding) if algorithm.oid == RSA_ENCRYPTION => {
                let (n, e) = rsa_numbers(octets).ok()?;
                let bounded = n.len() <= MOST_OCTETS_OF_MODULUS && e.len() <= MOST_OCTETS_OF_EXPONENT;
                bounded.then(|| PublicKey::from_modulus(&n, &e, padding)).flatten()
            }
            _ => None,
        }
    }

    /// Whether it is signed with the key of this one.
    pub(crate) fn is_signed_by(&self, issuer: &Self, findings: &Findings) -> bool {
        let named = self.content.signature_algorithm();
        // RFC 5280, section 4.1.1.2.
        if named != self.content.tbs_certificate().signature() {
            return false;
        }
        let (Some(scheme), Some(signature)) = (signing_scheme(named.oid), self.content.signature().as_bytes()) else {
            return false;
        };
        let Some(key) = issuer.key(scheme) else { return false };
        let mut aside = findings.aside();
        let form = key.form(&mut aside, signature);
        aside.rejection().is_none() && form.is_some_and(|form| key.verifies(&form, &self.signed))
    }
}

fn signing_scheme(id: ObjectIdentifier) -> Option<Scheme> {
    let ecdsa = ECDSA.iter().find(|(known, _)| *known == id).map(|(_, hash)| Scheme::Ecdsa(Curve::P256, *hash));
    let others = [
        (SHA256_WITH_RSA, Scheme::Rsa(Padding::Pkcs1)),
        (ED25519, Scheme::EdDsa(Curve::Ed25519)),
        (ED448, Scheme::EdDsa(Curve::Ed448)),
    ];
    ecdsa.or_else(|| others.into_iter().find(|(known, _)| *known == id).map(|(_, scheme)| scheme))
}

/// Modulus and exponent, big-endian: RFC 8017, appendix A.1.1.
fn rsa_numbers(octets: &[u8]) -> der::Result<(Vec<u8>, Vec<u8>)> {
    let outer = AnyRef::from_der(octets)?;
    let mut reader = SliceReader::new(outer.value())?;
    let (n, e) = (UintRef::decode(&mut reader)?, UintRef::decode(&mut reader)?);
    reader.finish()?;
    Ok((n.as_bytes().to_vec(), e.as_bytes().to_vec()))
}
