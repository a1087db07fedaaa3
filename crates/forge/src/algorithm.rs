//! The signature algorithms that WebAuthn knows, with their numbers.

/// A signature algorithm, by its name in the IANA registry "COSE Algorithms".
/// <https://www.w3.org/TR/webauthn-3/#sctn-alg-identifier>
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// ECDSA with SHA-256, on P-256 in WebAuthn.
    Es256,
    /// ECDSA with SHA-384, on P-384 in WebAuthn.
    Es384,
    /// ECDSA with SHA-512, on P-521 in WebAuthn.
    Es512,
    /// ECDSA with SHA-256 on P-256 (RFC 9864).
    Esp256,
    /// ECDSA with SHA-384 on P-384 (RFC 9864).
    Esp384,
    /// ECDSA with SHA-512 on P-521 (RFC 9864).
    Esp512,
    /// EdDSA, with Ed25519 in WebAuthn.
    EdDsa,
    /// EdDSA with Ed25519 (RFC 9864).
    Ed25519,
    /// EdDSA with Ed448 (RFC 9864).
    Ed448,
    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8812).
    Rs256,
    /// RSASSA-PSS with SHA-256 (RFC 8230).
    Ps256,
    /// ML-DSA-44 (FIPS 204).
    MlDsa44,
    /// ML-DSA-65 (FIPS 204).
    MlDsa65,
    /// ML-DSA-87 (FIPS 204).
    MlDsa87,
}

impl Algorithm {
    /// All, in no order of merit.
    pub const ALL: [Self; 14] = [
        Self::Es256,
        Self::Es384,
        Self::Es512,
        Self::Esp256,
        Self::Esp384,
        Self::Esp512,
        Self::EdDsa,
        Self::Ed25519,
        Self::Ed448,
        Self::Rs256,
        Self::Ps256,
        Self::MlDsa44,
        Self::MlDsa65,
        Self::MlDsa87,
    ];

    /// The COSE algorithm identifier.
    #[must_use]
    pub fn id(self) -> i64 {
        match self {
            Self::Es256 => -7,
            Self::Es384 => -35,
            Self::Es512 => -36,
            Self::Esp256 => -9,
            Self::Esp384 => -51,
            Self::Esp512 => -52,
            Self::EdDsa => -8,
            Self::Ed25519 => -19,
            Self::Ed448 => -53,
            Self::Rs256 => -257,
            Self::Ps256 => -37,
            Self::MlDsa44 => -48,
            Self::MlDsa65 => -49,
            Self::MlDsa87 => -50,
        }
    }

    /// The registry's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
            Self::Esp256 => "ESP256",
            Self::Esp384 => "ESP384",
            Self::Esp512 => "ESP512",
            Self::EdDsa => "EdDSA",
            Self::Ed25519 => "Ed25519",
            Self::Ed448 => "Ed448",
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
            Self::MlDsa44 => "ML-DSA-44",
            Self::MlDsa65 => "ML-DSA-65",
            Self::MlDsa87 => "ML-DSA-87",
        }
    }

    /// The hash of an ECDSA or RSA algorithm; the others hash on their own.
    pub(crate) fn hash(self) -> Option<Hash> {
        match self {
            Self::Es256 | Self::Esp256 | Self::Rs256 | Self::Ps256 => Some(Hash::Sha256),
            Self::Es384 | Self::Esp384 => Some(Hash::Sha384),
            Self::Es512 | Self::Esp512 => Some(Hash::Sha512),
            _ => None,
        }
    }
}

/// A hash function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// The digest of the parts joined.
    pub(crate) fn digest(self, parts: &[&[u8]]) -> Vec<u8> {
        fn of<D: sha2::Digest>(parts: &[&[u8]]) -> Vec<u8> {
            let mut digest = D::new();
            parts.iter().for_each(|part| digest.update(part));
            digest.finalize().to_vec()
        }
        match self {
            Self::Sha256 => of::<sha2::Sha256>(parts),
            Self::Sha384 => of::<sha2::Sha384>(parts),
            Self::Sha512 => of::<sha2::Sha512>(parts),
        }
    }

    /// Another one.
    pub(crate) fn other(self) -> Self {
        match self {
            Self::Sha256 => Self::Sha384,
            Self::Sha384 | Self::Sha512 => Self::Sha256,
        }
    }
}
