//! The certificates of packed statements, and the authorities that issue them. All are right under any clock that stands between 2020
//! and 3000, unless that is the deviation.
//!
//! <https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation-cert-requirements>, RFC 5280

mod holder;

use std::sync::LazyLock;

use relycheck_wire::attestation_object::packed_statement;
use relycheck_wire::cbor::Node;
use x509_cert::ext::pkix::KeyUsages;

use self::holder::{ATTESTATION, Holder, RSA_ATTESTATION, attested_with, until_2021};
use crate::algorithm::Algorithm;
use crate::deviation::CertificateDeviation;
use crate::emission::Chain;
use crate::key::Key;
use crate::pooled::PooledKey;

/// An authority that issues certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Authority {
    /// Signed by itself.
    Root,
    /// Issued by the root.
    Intermediate,
    /// Signed by itself, with no relation to the others.
    Other,
}

impl Authority {
    /// The certificate in DER: an X.509 certificate of version 3 with CA true, the same for every seed.
    #[must_use]
    pub fn certificate(self) -> &'static [u8] {
        static ALL: LazyLock<[Vec<u8>; 3]> = LazyLock::new(|| {
            let (root, intermediate, other) = (Holder::root(), Holder::intermediate(), Holder::other());
            [root.issued_by(&root), intermediate.issued_by(&root), other.issued_by(&other)]
        });
        match self {
            Self::Root => &ALL[0],
            Self::Intermediate => &ALL[1],
            Self::Other => &ALL[2],
        }
    }
}

/// The attestation certificate of an authenticator with this AAGUID, in DER: the first that an honest statement encloses, the same for
/// every seed.
#[must_use]
pub fn attestation_certificate(chain: Chain, aaguid: [u8; 16]) -> Vec<u8> {
    Certified::new(chain, aaguid, None).certificates.swap_remove(0)
}

/// A packed statement with certificates for an authenticator with this AAGUID, whose signature is empty; [`attestation_key_of`] its first
/// certificate has the key that is to sign it.
#[must_use]
pub fn certified_statement(chain: Chain, aaguid: [u8; 16], deviation: Option<CertificateDeviation>) -> Node {
    Certified::new(chain, aaguid, deviation).statement(&[])
}

/// The key that goes with an attestation certificate of the forge; `None` where the bytes hold no such key.
#[must_use]
pub fn attestation_key_of(certificate: &[u8]) -> Option<PooledKey> {
    let keys = [(Algorithm::Es256, ATTESTATION), (Algorithm::Rs256, RSA_ATTESTATION)];
    let mut keys = keys.into_iter().map(|(algorithm, index)| PooledKey::new(attested_with(algorithm, index), algorithm));
    let is_in = |info: Vec<u8>| certificate.windows(info.len()).any(|window| window == info);
    keys.find(|key| key.subject_public_key_info().is_some_and(is_in))
}

/// What a packed statement encloses, and the key that it is signed with.
pub(crate) struct Certified {
    /// In DER, the attestation certificate first.
    pub(crate) certificates: Vec<Vec<u8>>,
    /// `None` where the credential's own key signs.
    pub(crate) key: Option<Key>,
}

impl Certified {
    pub(crate) fn new(chain: Chain, aaguid: [u8; 16], deviation: Option<CertificateDeviation>) -> Self {
        use CertificateDeviation as D;
        let mut holder = Holder::attestation(chain, aaguid);
        if let Some(deviation) = deviation {
            holder.deviate(deviation);
        }
        let (root, mut intermediate, second) = (Holder::root(), Holder::intermediate(), Holder::second());
        match deviation {
            Some(D::IssuerNoAuthority) => intermediate.constraints.ca = false,
            Some(D::IssuerNotForCertificates) => intermediate.usage = Some(KeyUsages::DigitalSignature),
            Some(D::IssuerExpired) => intermediate.validity = until_2021(),
            Some(D::PathTooLong) => intermediate.constraints.path_len_constraint = Some(0),
            _ => {}
        }
        // Whoever has issued the attestation certificate, and what is enclosed behind it.
        let (issuer, mut enclosed) = match (chain, deviation) {
            (_, Some(D::IssuedByAnother)) => (Holder::other(), Vec::new()),
            (_, Some(D::IssuedUnderTheAnchorsName)) => {
                let mut other = Holder::other();
                other.subject.clone_from(&root.subject);
                (other, Vec::new())
            }
            (_, Some(D::AnotherRootEnclosed)) => (Holder::other(), vec![Authority::Other.certificate().to_vec()]),
            (_, Some(D::SelfSigned)) => (holder.clone(), Vec::new()),
            (_, Some(D::Circle)) => {
                let enclosed = vec![second.issued_by(&intermediate), intermediate.issued_by(&second)];
                (second, enclosed)
            }
            (Chain::Root | Chain::WithoutAaguid, _) => (root, Vec::new()),
            (Chain::RootEnclosed, _) => (root, vec![Authority::Root.certificate().to_vec()]),
            (Chain::Intermediate, _) => {
                let enclosed = vec![intermediate.issued_by(&root)];
                (intermediate, enclosed)
            }
            (Chain::IntermediateAndRoot, _) => {
                let enclosed = vec![intermediate.issued_by(&root), Authority::Root.certificate().to_vec()];
                (intermediate, enclosed)
            }
            (Chain::IntermediateNotEnclosed, _) => (intermediate, Vec::new()),
            (Chain::TwoIntermediates, _) => {
                let enclosed = vec![second.issued_by(&intermediate), intermediate.issued_by(&root)];
                (second, enclosed)
            }
        };
        let mut certificate = holder.issued_by(&issuer);
        match deviation {
            Some(D::SignatureBitFlipped) => certificate.iter_mut().rev().take(1).for_each(|last| *last ^= 1),
            Some(D::Cut) => certificate.truncate(certificate.len() / 2),
            _ => {}
        }
        let place = if deviation == Some(D::Last) { enclosed.len() } else { 0 };
        enclosed.insert(place, certificate);
        let signs = deviation != Some(D::CredentialKeySigns);
        Self { certificates: enclosed, key: signs.then_some(holder.key) }
    }

    /// The packed statement with this signature.
    pub(crate) fn statement(&self, signature: &[u8]) -> Node {
        let certificates: Vec<&[u8]> = self.certificates.iter().map(Vec::as_slice).collect();
        packed_statement(Algorithm::Es256.id(), signature, Some(&certificates))
    }
}
