//! What can be wrong with an attestation certificate or with the path to its anchor.

/// One thing that is wrong with the certificates of a packed statement. What is wrong with a certificate is signed all the same,
/// unless the signature is the deviation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CertificateDeviation {
    /// The version is 1, which is left out, as DER has it.
    Version1,
    /// The version is 2, which is written as 1.
    Version2,
    /// The subject has no such attribute.
    Without(Attribute),
    /// The subject's country is `Germany`, where a code of two letters belongs.
    CountryInWords,
    /// The subject's organizational unit is `Authenticator`.
    OtherUnit,
    /// The extension with the AAGUID holds another one.
    AaguidOther,
    /// The extension with the AAGUID is critical.
    AaguidCritical,
    /// The AAGUID stands in one OCTET STRING where it has to stand in two.
    AaguidWrappedOnce,
    /// The AAGUID of the extension has a byte less.
    AaguidShort,
    /// There is an extension with a serial number, which is for enterprise attestation.
    SerialNumber,
    /// The firmware's version is critical.
    FirmwareCritical,
    /// The firmware's version is -1.
    FirmwareNegative,
    /// The Basic Constraints say that it is a CA's.
    Authority,
    /// Its key is one of RSA, and signs; `alg` of the statement is that of ECDSA.
    RsaKey,
    /// The credential's key has signed the statement.
    CredentialKeySigns,
    /// It stands behind the others.
    Last,
    /// The certificate is cut after half of its bytes.
    Cut,
    /// It was valid until the end of 2021.
    Expired,
    /// It is valid from 3000.
    NotYetValid,
    /// One bit of its signature is flipped.
    SignatureBitFlipped,
    /// An authority that is no anchor has issued it.
    IssuedByAnother,
    /// An authority that is no anchor has issued it under the anchor's name.
    IssuedUnderTheAnchorsName,
    /// An authority that is no anchor has issued it, and its certificate is enclosed, signed by itself.
    AnotherRootEnclosed,
    /// It is signed with its own key.
    SelfSigned,
    /// The Basic Constraints of the intermediate authority's certificate say that it is no CA's.
    IssuerNoAuthority,
    /// The key of the intermediate authority is for signatures and not for certificates, by its certificate.
    IssuerNotForCertificates,
    /// The intermediate authority's certificate was valid until the end of 2021.
    IssuerExpired,
    /// The intermediate authority that the root has certified has a path length of 0.
    PathTooLong,
    /// The other intermediate authority has certified it, and not the root: each has certified the other.
    Circle,
    /// It has a critical extension that nobody knows.
    UnknownCriticalExtension,
}

/// An attribute of a certificate's subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Attribute {
    /// `C`
    Country,
    /// `O`
    Organization,
    /// `OU`
    Unit,
    /// `CN`
    CommonName,
}

impl Attribute {
    /// As it is written in front of its value: RFC 4514, section 3.
    pub(crate) fn keyword(self) -> &'static str {
        match self {
            Self::Country => "C",
            Self::Organization => "O",
            Self::Unit => "OU",
            Self::CommonName => "CN",
        }
    }
}

impl CertificateDeviation {
    /// All.
    pub const ALL: [Self; 33] = [
        Self::Version1,
        Self::Version2,
        Self::Without(Attribute::Country),
        Self::Without(Attribute::Organization),
        Self::Without(Attribute::Unit),
        Self::Without(Attribute::CommonName),
        Self::CountryInWords,
        Self::OtherUnit,
        Self::AaguidOther,
        Self::AaguidCritical,
        Self::AaguidWrappedOnce,
        Self::AaguidShort,
        Self::SerialNumber,
        Self::FirmwareCritical,
        Self::FirmwareNegative,
        Self::Authority,
        Self::RsaKey,
        Self::CredentialKeySigns,
        Self::Last,
        Self::Cut,
        Self::Expired,
        Self::NotYetValid,
        Self::SignatureBitFlipped,
        Self::IssuedByAnother,
        Self::IssuedUnderTheAnchorsName,
        Self::AnotherRootEnclosed,
        Self::SelfSigned,
        Self::IssuerNoAuthority,
        Self::IssuerNotForCertificates,
        Self::IssuerExpired,
        Self::PathTooLong,
        Self::Circle,
        Self::UnknownCriticalExtension,
    ];

    pub(crate) fn sentence(self) -> String {
        match self {
            Self::Version1 => "the attestation certificate is of version 1".to_owned(),
            Self::Version2 => "the attestation certificate is of version 2".to_owned(),
            Self::Without(attribute) => format!("the attestation certificate's subject has no {}", attribute.keyword()),
            Self::CountryInWords => "C of the attestation certificate's subject is `Germany`".to_owned(),
            Self::OtherUnit => "OU of the attestation certificate's subject is `Authenticator`".to_owned(),
            Self::AaguidOther => "the AAGUID of the attestation certificate is not that of authenticator data".to_owned(),
            Self::AaguidCritical => "the attestation certificate's extension with the AAGUID is critical".to_owned(),
            Self::AaguidWrappedOnce => {
                "the AAGUID of the attestation certificate stands in one OCTET STRING, not in two".to_owned()
            }
            Self::AaguidShort => "the AAGUID of the attestation certificate has 15 bytes".to_owned(),
            Self::SerialNumber => "the attestation certificate has an extension with a serial number".to_owned(),
            Self::FirmwareCritical => "the attestation certificate's extension with the firmware version is critical".to_owned(),
            Self::FirmwareNegative => "the firmware version of the attestation certificate is -1".to_owned(),
            Self::Authority => "the attestation certificate is a CA's by its Basic Constraints".to_owned(),
            Self::RsaKey => "the key of the attestation certificate is one of RSA, and `alg` is that of ECDSA".to_owned(),
            Self::CredentialKeySigns => {
                "the credential's key has signed the statement, not that of the attestation certificate".to_owned()
            }
            Self::Last => "the attestation certificate is the last of `x5c`, not the first".to_owned(),
            Self::Cut => "the attestation certificate is cut after half of its bytes".to_owned(),
            Self::Expired => "the attestation certificate was valid until the end of 2021".to_owned(),
            Self::NotYetValid => "the attestation certificate is valid from 3000".to_owned(),
            Self::SignatureBitFlipped => "one bit of the attestation certificate's signature is flipped".to_owned(),
            Self::IssuedByAnother => "an authority that is no anchor has issued the attestation certificate".to_owned(),
            Self::IssuedUnderTheAnchorsName => {
                "an authority that is no anchor has issued the attestation certificate under the anchor's name".to_owned()
            }
            Self::AnotherRootEnclosed => {
                "an authority that is no anchor has issued the attestation certificate, and `x5c` encloses its own".to_owned()
            }
            Self::SelfSigned => "the attestation certificate is signed with its own key".to_owned(),
            Self::IssuerNoAuthority => {
                "the Basic Constraints of the enclosed certificate that has issued the attestation certificate say that it is no CA's"
                    .to_owned()
            }
            Self::IssuerNotForCertificates => {
                "the key of the enclosed CA certificate that has issued the attestation certificate is not for certificates".to_owned()
            }
            Self::IssuerExpired => {
                "the enclosed CA certificate that has issued the attestation certificate was valid until the end of 2021".to_owned()
            }
            Self::PathTooLong => "the CA certificate that the anchor has issued allows for no further CA certificate".to_owned(),
            Self::Circle => "the two enclosed CA certificates have issued each other, and none leads to an anchor".to_owned(),
            Self::UnknownCriticalExtension => "the attestation certificate has a critical extension that nobody knows".to_owned(),
        }
    }
}
