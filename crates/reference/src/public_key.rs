//! Keys that can be used, and the verification of signatures by them.
//!
//! <https://www.w3.org/TR/webauthn-3/#sctn-signature-attestation-types>

use curve25519_dalek::Scalar;
use ml_dsa::common::KeyInit as _;
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use p256::elliptic_curve::Curve as _;
use rsa::traits::PublicKeyParts as _;
use rsa::{BoxedUint, Pkcs1v15Sign, Pss, RsaPublicKey};

use crate::check::Id;
use crate::findings::Findings;
use crate::mutant::Tolerance;
use crate::reader::algorithm::{Curve, Hash, Lattice, Padding};
use crate::reader::ecdsa_signature::{self, Integers};

/// The most bits of a modulus that is computed with: beyond it the time that a verification takes would be the key maker's choice.
const MOST_BITS: u32 = 16_384;

/// The fewest bits of a modulus under which an encoded message fits: a hash with its prefix, and ten octets of padding.
const FEWEST_BITS: u32 = 496;

/// A key as far as it can be used.
pub(crate) enum PublicKey {
    P256(Box<p256::ecdsa::VerifyingKey>, Hash),
    P384(Box<p384::ecdsa::VerifyingKey>, Hash),
    P521(Box<p521::ecdsa::VerifyingKey>, Hash),
    Ed25519(Box<ed25519_dalek::VerifyingKey>),
    Ed448(Box<ed448_goldilocks::VerifyingKey>),
    Rsa(Box<RsaPublicKey>, Padding),
    MlDsa44(Box<ml_dsa::VerifyingKey<ml_dsa::MlDsa44>>),
    MlDsa65(Box<ml_dsa::VerifyingKey<ml_dsa::MlDsa65>>),
    MlDsa87(Box<ml_dsa::VerifyingKey<ml_dsa::MlDsa87>>),
    /// Of an algorithm that is not verified here, or of parameters that make no key: nothing verifies with it.
    Unusable,
}

/// A signature that has the form of the key's algorithm.
pub(crate) enum Form<'s> {
    /// r and s, each as wide as the order.
    Numbers(Vec<u8>, Vec<u8>),
    /// What a mutant without a check of ranges takes for right whatever is signed.
    AlwaysRight,
    /// The octets as they came.
    Octets(&'s [u8]),
    /// R and S of Ed25519.
    Ed25519([u8; 64]),
}

impl PublicKey {
    /// The key of a point in the encoding of SEC 1, section 2.3.3; `None` where it does not lie on the curve.
    pub(crate) fn from_point(point: &[u8], curve: Curve, hash: Hash) -> Option<Self> {
        match curve {
            Curve::P384 => Some(Self::P384(Box::new(p384::ecdsa::VerifyingKey::from_sec1_bytes(point).ok()?), hash)),
            Curve::P521 => Some(Self::P521(Box::new(p521::ecdsa::VerifyingKey::from_sec1_bytes(point).ok()?), hash)),
            _ => Some(Self::P256(Box::new(p256::ecdsa::VerifyingKey::from_sec1_bytes(point).ok()?), hash)),
        }
    }

    /// The key of the octets of RFC 8032; `None` where they encode no point.
    pub(crate) fn from_octets(octets: &[u8], curve: Curve) -> Option<Self> {
        match curve {
            Curve::Ed448 => {
                let key = ed448_goldilocks::VerifyingKey::from_bytes(octets.try_into().ok()?).ok()?;
                Some(Self::Ed448(Box::new(key)))
            }
            _ => Some(Self::Ed25519(Box::new(ed25519_dalek::VerifyingKey::from_bytes(octets.try_into().ok()?).ok()?))),
        }
    }

    /// The key of a modulus and an exponent, both big-endian; `None` where nothing can be computed with them.
    pub(crate) fn from_modulus(n: &[u8], e: &[u8], padding: Padding) -> Option<Self> {
        let zeros = n.iter().take_while(|byte| **byte == 0).count();
        let is_odd = n.last().is_some_and(|last| last & 1 == 1);
        let n = BoxedUint::from_be_slice_vartime(n.get(zeros..)?);
        let e = BoxedUint::from_be_slice_vartime(e);
        let computable = is_odd && (FEWEST_BITS..=MOST_BITS).contains(&n.bits()) && e.bits() <= n.bits();
        computable.then(|| Self::Rsa(Box::new(RsaPublicKey::new_unchecked(n, e)), padding))
    }

    /// The key of ML-DSA's octets; `None` where their number is another.
    pub(crate) fn from_lattice(octets: &[u8], set: Lattice) -> Option<Self> {
        match set {
            Lattice::MlDsa44 => Some(Self::MlDsa44(Box::new(ml_dsa::VerifyingKey::new_from_slice(octets).ok()?))),
            Lattice::MlDsa65 => Some(Self::MlDsa65(Box::new(ml_dsa::VerifyingKey::new_from_slice(octets).ok()?))),
            Lattice::MlDsa87 => Some(Self::MlDsa87(Box::new(ml_dsa::VerifyingKey::new_from_slice(octets).ok()?))),
        }
    }

    /// Runs the checks on the form of a signature and gives it, as leniently as a check that is off has it.
    pub(crate) fn form<'s>(&self, findings: &mut Findings, signature: &'s [u8]) -> Option<Form<'s>> {
        match self {
            Self::P256(..) => ecdsa_form(findings, signature, &p256::NistP256::ORDER.to_be_bytes()),
            Self::P384(..) => ecdsa_form(findings, signature, &p384::NistP384::ORDER.to_be_bytes()),
            Self::P521(..) => {
                let order = p521::NistP521::ORDER.to_be_bytes();
                let order: &[u8] = order.as_ref();
                ecdsa_form(findings, signature, order.get(order.len() - Curve::P521.width()..)?)
            }
            Self::Ed25519(_) => ed25519_form(findings, signature),
            _ => {
                [Id::Sig1, Id::Sig3, Id::Sig5].into_iter().for_each(|id| findings.not_there(id));
                Some(Form::Octets(signature))
            }
        }
    }

    /// Whether this is the signature of the message.
    pub(crate) fn verifies(&self, form: &Form<'_>, message: &[u8]) -> bool {
        match (self, form) {
            (_, Form::AlwaysRight) => true,
            (Self::P256(key, hash), Form::Numbers(r, s)) => p256::ecdsa::Signature::from_slice(&[r.as_slice(), s].concat())
                .is_ok_and(|it| key.verify_prehash(&hash.of(message), &it).is_ok()),
            (Self::P384(key, hash), Form::Numbers(r, s)) => p384::ecdsa::Signature::from_slice(&[r.as_slice(), s].concat())
                .is_ok_and(|it| key.verify_prehash(&hash.of(message), &it).is_ok()),
            (Self::P521(key, hash), Form::Numbers(r, s)) => p521::ecdsa::Signature::from_slice(&[r.as_slice(), s].concat())
                .is_ok_and(|it| key.verify_prehash(&hash.of(message), &it).is_ok()),
            // without a look at points of small order: RFC 8032, section 5.1.7, has none.
            (Self::Ed25519(key), Form::Ed25519(octets)) => {
                key.verify(message, &ed25519_dalek::Signature::from_bytes(octets)).is_ok()
            }
            (Self::Ed448(key), Form::Octets(octets)) => {
                let octets: Result<&[u8; 114], _> = (*octets).try_into();
                octets.is_ok_and(|it| key.verify_raw(&ed448_goldilocks::Signature::from(it), message).is_ok())
            }
            (Self::Rsa(key, padding), Form::Octets(octets)) => rsa_verifies(key, *padding, Hash::Sha256, octets, message),
            (Self::MlDsa44(key), Form::Octets(octets)) => {
                ml_dsa::Signature::try_from(*octets).is_ok_and(|it| key.verify_with_context(message, &[], &it))
            }
            (Self::MlDsa65(key), Form::Octets(octets)) => {
                ml_dsa::Signature::try_from(*octets).is_ok_and(|it| key.verify_with_context(message, &[], &it))
            }
            (Self::MlDsa87(key), Form::Octets(octets)) => {
                ml_dsa::Signature::try_from(*octets).is_ok_and(|it| key.verify_with_context(message, &[], &it))
            }
            _ => false,
        }
    }

    /// Whether this is a signature of the message by another way of signing with RSA: the other padding, another hash, or wrapped in an
    /// OCTET STRING.
    pub(crate) fn verifies_otherwise(&self, form: &Form<'_>, message: &[u8]) -> bool {
        let (Self::Rsa(key, _), Form::Octets(octets)) = (self, form) else { return false };
        // tag 4 and a length in two bytes.
        let bare = match octets {
            [0x04, 0x82, _, _, content @ ..] => content,
            other => other,
        };
        [Padding::Pkcs1, Padding::Pss].into_iter().any(|padding| {
            [Hash::Sha256, Hash::Sha384, Hash::Sha512].into_iter().any(|hash| rsa_verifies(key, padding, hash, bare, message))
        })
    }
}

fn rsa_verifies(key: &RsaPublicKey, padding: Padding, hash: Hash, signature: &[u8], message: &[u8]) -> bool {
    // section 8.2.2 of RFC 8017: as long as the modulus.
    if signature.len() != key.size() {
        return false;
    }
    let digest = hash.of(message);
    let outcome = match (padding, hash) {
        (Padding::Pkcs1, Hash::Sha256) => key.verify(Pkcs1v15Sign::new::<sha2::Sha256>(), &digest, signature),
        (Padding::Pkcs1, Hash::Sha384) => key.verify(Pkcs1v15Sign::new::<sha2::Sha384>(), &digest, signature),
        (Padding::Pkcs1, Hash::Sha512) => key.verify(Pkcs1v15Sign::new::<sha2::Sha512>(), &digest, signature),
        // the salt is as long as the hash: RFC 8230, section 2.
        (Padding::Pss, Hash::Sha256) => key.verify(Pss::<sha2::Sha256>::new(), &digest, signature),
        (Padding::Pss, Hash::Sha384) => key.verify(Pss::<sha2::Sha384>::new_with_salt(32), &digest, signature),
        (Padding::Pss, Hash::Sha512) => key.verify(Pss::<sha2::Sha512>::new_with_salt(32), &digest, signature),
    };
    outcome.is_ok()
}

/// `order` is n, big-endian.
fn ecdsa_form<'s>(findings: &mut Findings, signature: &[u8], order: &[u8]) -> Option<Form<'s>> {
    let width = order.len();
    let read = ecdsa_signature::read(signature);
    let strict = match &read {
        Some(Integers { has_more: false, .. }) => Ok(()),
        Some(_) => Err("more than two integers are in the signature's sequence; send r and s alone".to_owned()),
        None => Err("the signature is no ASN.1 sequence of two integers; encode r and s so".to_owned()),
    };
    let integers = match strict {
        Ok(()) => findings.gate(Id::Sig1, read.ok_or_else(String::new), || None),
        Err(fault) => findings.gate(Id::Sig1, Err(fault), || read.or_else(|| ecdsa_signature::read_raw(signature, width))),
    }?;
    findings.rule(Id::Sig3, integers.offence.is_none(), || {
        format!("the signature is BER and not DER: {}; encode it in DER", integers.offence.unwrap_or_default())
    });
    let (r, s) = (&integers.r, &integers.s);
    let right = in_range(r, order) && in_range(s, order);
    let strict = if right {
        numbers(r, s, order).ok_or_else(String::new)
    } else {
        Err("r or s is not between 1 and n - 1; sign again".to_owned())
    };
    let form = findings.gate(Id::Sig5, strict, || numbers(r, s, order))?;
    if let Form::Numbers(r, s) = &form {
        findings.tolerate(Tolerance::HighS, is_upper_half(s, order));
        findings.tolerate(Tolerance::ShortNumber, r.first() == Some(&0) || is_short(s, order));
    }
    Some(form)
}

/// Whether the content of an integer is a number from 1 to n - 1.
fn in_range(content: &[u8], order: &[u8]) -> bool {
    let is_negative = content.first().is_some_and(|first| first & 0x80 != 0);
    let number = significant(content);
    !is_negative && !number.is_empty() && (number.len() < order.len() || number.len() == order.len() && number < order)
}

/// The two numbers modulo n, taken for positive; 0 is taken for right.
pub(crate) fn numbers<'s>(r: &[u8], s: &[u8], order: &[u8]) -> Option<Form<'s>> {
    let reduced = |content: &[u8]| {
        let mut number = significant(content).to_vec();
        // more than once n, and of the same number of octets or one more.
        while number.len() > order.len() || number.len() == order.len() && number.as_slice() >= order {
            if number.len() > order.len() + 1 {
                return None;
            }
            number = significant(&less(&number, order)).to_vec();
        }
        let mut wide = vec![0; order.len() - number.len()];
        wide.extend_from_slice(&number);
        Some(wide)
    };
    let (r, s) = (reduced(r)?, reduced(s)?);
    let is_zero = |number: &[u8]| number.iter().all(|byte| *byte == 0);
    if is_zero(&r) || is_zero(&s) { Some(Form::AlwaysRight) } else { Some(Form::Numbers(r, s)) }
}

fn significant(number: &[u8]) -> &[u8] {
    let start = number.iter().position(|byte| *byte != 0).unwrap_or(number.len());
    number.get(start..).unwrap_or_default()
}

/// The first number minus the second, which is not greater.
fn less(number: &[u8], taken: &[u8]) -> Vec<u8> {
    let mut rest = number.to_vec();
    let mut borrow = 0_i16;
    let missing = number.len() - taken.len();
    for place in (0..rest.len()).rev() {
        let digit = place.checked_sub(missing).and_then(|place| taken.get(place)).copied().unwrap_or_default();
        let value = i16::from(rest[place]) - i16::from(digit) - borrow;
        borrow = i16::from(value < 0);
        rest[place] = value.rem_euclid(256) as u8;
    }
    rest
}

/// Whether s is more than half of n.
pub(crate) fn is_upper_half(s: &[u8], order: &[u8]) -> bool {
    s > less(order, s).as_slice()
}

/// Whether s has an octet less than numbers of its half of n mostly have.
pub(crate) fn is_short(s: &[u8], order: &[u8]) -> bool {
    let half = usize::from(order.first() == Some(&1) && !is_upper_half(s, order));
    s.get(half) == Some(&0)
}

fn ed25519_form<'s>(findings: &mut Findings, signature: &[u8]) -> Option<Form<'s>> {
    [Id::Sig1, Id::Sig3].into_iter().for_each(|id| findings.not_there(id));
    let octets: Option<[u8; 64]> = signature.try_into().ok();
    let is_canonical = |octets: &[u8; 64]| {
        let s = octets.last_chunk::<32>();
        s.is_some_and(|s| Scalar::from_canonical_bytes(*s).into_option().is_some())
    };
    let strict = match octets {
        None => Err("the signature is not of 64 bytes; send R and S".to_owned()),
        Some(octets) if !is_canonical(&octets) => Err("S of the signature is not less than the order; sign again".to_owned()),
        Some(octets) => Ok(Form::Ed25519(octets)),
    };
    findings.gate(Id::Sig5, strict, || {
        let octets = signature.first_chunk::<64>()?;
        let (r, s) = octets.split_first_chunk::<32>()?;
        let reduced = Scalar::from_bytes_mod_order(*s.first_chunk()?).to_bytes();
        [*r, reduced].concat().try_into().ok().map(Form::Ed25519)
    })
}
