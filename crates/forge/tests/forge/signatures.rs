//! What is wrong with signatures: each deviation makes what its name says of a signature that verifies without it.

use std::collections::BTreeSet;

use relycheck_forge::{Algorithm, Deviation, Emission, Format, Rendered, Scalar, SignatureDeviation, SignatureShape};
use rsa::BoxedUint;

use crate::opened::Ceremony::{Assertion, Registration};
use crate::opened::{Setting, sha256};
use crate::verified::{Members, verifies};

/// A signature with its deviation, and the twin's.
struct Beside {
    twin: Vec<u8>,
    it: Vec<u8>,
    rendered: Rendered,
    key: Members,
}

fn of(algorithm: Algorithm) -> Emission {
    Emission { algorithm, format: Format::PackedSelf, ..Emission::default() }
}

fn beside(emission: &Emission, deviation: SignatureDeviation) -> Beside {
    let setting = Setting::default();
    let twin = setting.valid(Assertion, emission);
    let rendered = setting
        .render(Assertion, emission, Some(&Deviation::Signature(deviation)))
        .unwrap_or_else(|error| panic!("{:?}: {error}", emission.algorithm));
    assert_eq!(rendered.authenticator_data, twin.authenticator_data);
    assert_eq!(rendered.client_data, twin.client_data);
    let signature = |rendered: &Rendered| rendered.signature.clone().expect("an assertion has one");
    let key = Members::read(&setting.credential(emission).public_key());
    let it = Beside { twin: signature(&twin), it: signature(&rendered), rendered, key };
    assert!(it.verifies(emission.algorithm, &it.twin), "the twin's verifies");
    assert!(!it.verifies(emission.algorithm, &it.it), "{:?}, {deviation:?}: verifies", emission.algorithm);
    it
}

impl Beside {
    fn message(&self) -> Vec<u8> {
        [&self.rendered.authenticator_data[..], &sha256(&self.rendered.client_data)].concat()
    }

    fn verifies(&self, algorithm: Algorithm, signature: &[u8]) -> bool {
        verifies(&self.key, algorithm, &self.message(), signature)
    }
}

/// r and s of an ES256 signature in DER, of 32 bytes each.
fn numbers(der: &[u8]) -> ([u8; 32], [u8; 32]) {
    let (r, s) = p256::ecdsa::Signature::from_der(der).expect("DER").split_bytes();
    (r.into(), s.into())
}

/// SEQUENCE of INTEGERs whose contents are given; all of it shorter than 128 bytes.
fn sequence(integers: &[&[u8]]) -> Vec<u8> {
    let short = |length: usize| u8::try_from(length).expect("short");
    let content: Vec<u8> = integers.iter().flat_map(|integer| [&[2, short(integer.len())], *integer].concat()).collect();
    [&[0x30, short(content.len())], &content[..]].concat()
}

fn positive(number: &[u8]) -> Vec<u8> {
    if number[0] & 0x80 == 0 { number.to_vec() } else { [&[0], number].concat() }
}

/// The order of P-256.
fn order() -> Vec<u8> {
    let digits = b"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    data_encoding::HEXLOWER.decode(digits).expect("hexadecimal")
}

/// Whether `large` is `small` plus the order, all of them big-endian.
fn is_plus(large: &[u8], small: &[u8], order: &[u8]) -> bool {
    let number = |bytes: &[u8]| {
        let padded = [&vec![0; 128 - bytes.len()], bytes].concat();
        BoxedUint::from_be_slice(&padded, 1024).expect("1024 bits")
    };
    number(small).wrapping_add(number(order)) == number(large)
}

#[test]
fn an_ecdsa_signature_deviates_in_its_numbers_or_in_its_encoding() {
    use SignatureDeviation as Signature;
    let es256 = of(Algorithm::Es256);
    let (r, s) = numbers(&beside(&es256, Signature::Empty).twin);
    let made = |deviation| beside(&es256, deviation).it;
    let (right_r, right_s) = (positive(&r), positive(&s));
    let n = positive(&order());

    assert_eq!(made(Signature::Empty), b"");
    assert_eq!(made(Signature::Raw), [r, s].concat());
    assert_eq!(made(Signature::R(Scalar::Zero)), sequence(&[&[0], &right_s]));
    assert_eq!(made(Signature::S(Scalar::Zero)), sequence(&[&right_r, &[0]]));
    assert_eq!(made(Signature::Zero), sequence(&[&[0], &[0]]));
    assert_eq!(made(Signature::R(Scalar::Order)), sequence(&[&n, &right_s]));
    assert_eq!(made(Signature::S(Scalar::Order)), sequence(&[&right_r, &n]));
    let at_r = made(Signature::R(Scalar::PlusOrder));
    let length = usize::from(at_r[3]);
    assert!(is_plus(&at_r[4..4 + length], &r, &order()));
    assert_eq!(at_r, sequence(&[&at_r[4..4 + length], &right_s]));
    let at_s = made(Signature::S(Scalar::PlusOrder));
    let start = 2 + 2 + right_r.len() + 2;
    assert!(is_plus(&at_s[start..], &s, &order()));
    assert_eq!(at_s, sequence(&[&right_r, &at_s[start..]]));

    let right = sequence(&[&right_r, &right_s]);
    assert_eq!(made(Signature::IntegerNotMinimal), sequence(&[&[&[0], &right_r[..]].concat(), &right_s]));
    assert_eq!(made(Signature::ThirdInteger), sequence(&[&right_r, &right_s, &[0]]));
    assert_eq!(made(Signature::LengthInLongForm), [&[0x30, 0x81], &right[1..]].concat());
    assert_eq!(made(Signature::IndefiniteLength), [&[0x30, 0x80], &right[2..], &[0, 0]].concat());
    assert_eq!(made(Signature::TrailingByte), [&right[..], &[0]].concat());
    assert_eq!(made(Signature::ZeroInFront), [&[0], &right[..]].concat());
    assert_eq!(made(Signature::OneByteShort), right[..right.len() - 1]);
    assert_eq!(made(Signature::Wrapped), [&[4, u8::try_from(right.len()).expect("short")], &right[..]].concat());

    let high = Emission { signature: SignatureShape::HighestBitOfR, ..es256.clone() };
    let it = beside(&high, Signature::IntegerNegative);
    let (r, s) = numbers(&it.twin);
    assert!(r[0] >= 0x80);
    assert_eq!(it.it, sequence(&[&r, &positive(&s)]));

    // on P-521 the right length is in the long form already.
    let it = beside(&of(Algorithm::Es512), Signature::LengthInLongForm);
    assert_eq!((it.twin[1], &it.it[1..3]), (0x81, &[0x82, 0][..]));
    assert_eq!(it.it[3..], it.twin[2..]);
}

#[test]
fn an_eddsa_signature_deviates_in_its_second_half() {
    use SignatureDeviation as Signature;
    let orders = [
        (Algorithm::EdDsa, "1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed", 32),
        (
            Algorithm::Ed448,
            "3fffffffffffffffffffffffffffffffffffffffffffffffffffffff7cca23e9c44edb49aed63690216cc2728dc58f552378c292ab5844f3",
            57,
        ),
    ];
    for (algorithm, order, half) in orders {
        let order = data_encoding::HEXLOWER.decode(order.as_bytes()).expect("hexadecimal");
        let made = |deviation| {
            let it = beside(&of(algorithm), deviation);
            assert_eq!((it.it.len(), &it.it[..half]), (2 * half, &it.twin[..half]), "{deviation:?}");
            let number = |bytes: &[u8]| bytes.iter().rev().copied().collect::<Vec<u8>>();
            (number(&it.it[half..]), number(&it.twin[half..]))
        };
        assert_eq!(made(Signature::S(Scalar::Zero)).0, vec![0; half]);
        let (s, _) = made(Signature::S(Scalar::Order));
        assert_eq!((&s[half - order.len()..], nonzero(&s)), (&order[..], nonzero(&order)));
        let (s, right) = made(Signature::S(Scalar::PlusOrder));
        assert!(is_plus(&s, &right, &order), "{algorithm:?}");
        assert_eq!(beside(&of(algorithm), Signature::Zero).it, vec![0; 2 * half]);
        assert_eq!(beside(&of(algorithm), Signature::OneByteShort).it.len(), 2 * half - 1);
        assert_eq!(beside(&of(algorithm), Signature::TrailingByte).it.len(), 2 * half + 1);
    }
}

fn nonzero(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte != 0).count()
}

#[test]
fn with_the_identity_as_r_a_signature_still_fulfils_the_equation() {
    let it = beside(&of(Algorithm::EdDsa), SignatureDeviation::NeutralR);
    let mut identity = [0; 32];
    identity[0] = 1;
    assert_eq!(it.it[..32], identity);
    // a verifier that does not look for points of small order takes it.
    let key = ed25519_dalek::VerifyingKey::from_bytes(it.key.bytes(-2).try_into().expect("32 bytes")).expect("a point");
    let signature = ed25519_dalek::Signature::from_slice(&it.it).expect("64 bytes");
    assert!(ed25519_dalek::Verifier::verify(&key, &it.message(), &signature).is_ok());
}

#[test]
fn an_rsa_signature_deviates_in_number_hash_or_padding() {
    use SignatureDeviation as Signature;
    for (algorithm, other) in [(Algorithm::Rs256, Algorithm::Ps256), (Algorithm::Ps256, Algorithm::Rs256)] {
        let made = |deviation| beside(&of(algorithm), deviation);
        assert_eq!(made(Signature::Zero).it, [0; 256]);
        let mut one = [0; 256];
        one[255] = 1;
        assert_eq!(made(Signature::One).it, one);
        let it = made(Signature::Modulus);
        assert_eq!(it.it, it.key.bytes(-1));
        let it = made(Signature::OtherPadding);
        assert!(it.verifies(other, &it.it), "{algorithm:?}");
        let it = made(Signature::OtherHash);
        assert_eq!(it.it.len(), 256);
        assert!(by_sha512(algorithm, &it), "{algorithm:?}");
        assert_eq!(made(Signature::ZeroInFront).it.len(), 257);
    }
}

fn by_sha512(algorithm: Algorithm, it: &Beside) -> bool {
    use rsa::signature::Verifier as _;
    let message = it.message();
    match algorithm {
        Algorithm::Rs256 => {
            let signature = rsa::pkcs1v15::Signature::try_from(&it.it[..]).expect("a signature");
            rsa::pkcs1v15::VerifyingKey::<sha2::Sha512>::new(it.key.rsa()).verify(&message, &signature).is_ok()
        }
        _ => {
            let signature = rsa::pss::Signature::try_from(&it.it[..]).expect("a signature");
            rsa::pss::VerifyingKey::<sha2::Sha512>::new_with_salt_len(it.key.rsa(), 32).verify(&message, &signature).is_ok()
        }
    }
}

#[test]
fn deviations_of_any_algorithm_make_a_signature_that_does_not_verify() {
    use SignatureDeviation as Signature;
    let setting = Setting::default();
    for algorithm in Algorithm::ALL {
        for deviation in
            [Signature::Empty, Signature::BitFlipped(0), Signature::BitFlipped(100), Signature::ByAnotherKey, Signature::Wrapped]
        {
            let it = beside(&of(algorithm), deviation);
            if let Signature::BitFlipped(before_the_last) = deviation {
                let mut expected = it.twin.clone();
                let place = expected.len() - 1 - usize::try_from(before_the_last / 8).expect("small");
                expected[place] ^= 1 << (before_the_last % 8);
                assert_eq!(it.it, expected, "{algorithm:?}");
            }
        }
        let it = beside(&of(algorithm), Signature::ByAnotherKey);
        let another = Members::read(&setting.another(&of(algorithm)).public_key());
        assert!(verifies(&another, algorithm, &it.message(), &it.it), "{algorithm:?}");
    }
    let it = beside(&of(Algorithm::Es256), Signature::OtherHash);
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&[&[4], it.key.bytes(-2), it.key.bytes(-3)].concat()).expect("a point");
    let prehash = <sha2::Sha384 as sha2::Digest>::digest(it.message());
    let signature = p256::ecdsa::Signature::from_der(&it.it).expect("DER");
    assert!(p256::ecdsa::signature::hazmat::PrehashVerifier::verify_prehash(&key, &prehash, &signature).is_ok());
}

#[test]
fn a_deviation_that_is_not_of_this_kind_of_signature_is_inapplicable() {
    use SignatureDeviation as Signature;
    for (algorithm, deviation) in [
        (Algorithm::EdDsa, Signature::Raw),
        (Algorithm::EdDsa, Signature::R(Scalar::Zero)),
        (Algorithm::EdDsa, Signature::OtherHash),
        (Algorithm::Es256, Signature::OtherPadding),
        (Algorithm::Es256, Signature::Modulus),
        (Algorithm::Es256, Signature::NeutralR),
        (Algorithm::Rs256, Signature::S(Scalar::Order)),
        (Algorithm::MlDsa44, Signature::IndefiniteLength),
    ] {
        let refusal = Setting::default().render(Assertion, &of(algorithm), Some(&Deviation::Signature(deviation)));
        assert!(refusal.is_err(), "{algorithm:?}, {deviation:?}");
    }
    let none = Emission::default();
    let refusal = Setting::default().render(Registration, &none, Some(&Deviation::Signature(Signature::Empty)));
    assert!(refusal.is_err(), "a registration without a statement has no signature");
}

#[test]
fn each_signature_deviation_has_a_sentence_of_its_own() {
    use SignatureDeviation as Signature;
    let all = [
        Signature::Empty,
        Signature::BitFlipped(0),
        Signature::ByAnotherKey,
        Signature::OtherHash,
        Signature::OtherPadding,
        Signature::Raw,
        Signature::R(Scalar::Zero),
        Signature::R(Scalar::Order),
        Signature::S(Scalar::Zero),
        Signature::S(Scalar::PlusOrder),
        Signature::Zero,
        Signature::One,
        Signature::Modulus,
        Signature::IntegerNotMinimal,
        Signature::IntegerNegative,
        Signature::LengthInLongForm,
        Signature::IndefiniteLength,
        Signature::TrailingByte,
        Signature::ThirdInteger,
        Signature::OneByteShort,
        Signature::ZeroInFront,
        Signature::Wrapped,
        Signature::NeutralR,
    ]
    .map(|deviation| Deviation::Signature(deviation).sentence());
    let sentences: BTreeSet<&String> = all.iter().collect();
    assert_eq!(sentences.len(), all.len());
}
