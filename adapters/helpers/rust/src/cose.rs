//! COSE keys in CTAP2 canonical CBOR, for libraries that keep a key decoded: they show which key was stored, not how its bytes came.
//! <https://www.w3.org/TR/webauthn-3/#sctn-attested-credential-data>

use crate::terms::encode;

/// `kty` of octet key pairs.
const OKP: i64 = 1;
/// `kty` of elliptic curve keys with two coordinates.
const EC2: i64 = 2;
/// `kty` of RSA keys.
const RSA: i64 = 3;

/// A value of a COSE key.
enum Value<'a> {
    Integer(i64),
    Bytes(&'a [u8]),
}

/// An octet key pair of a registered algorithm and curve, base64url without padding. `x` as RFC 8032 has it.
#[must_use]
pub fn okp(alg: i64, crv: i64, x: &[u8]) -> String {
    key(OKP, alg, &[(-1, Value::Integer(crv)), (-2, Value::Bytes(x))])
}

/// An elliptic curve key, base64url without padding. Coordinates are big-endian and as long as the curve's field.
#[must_use]
pub fn ec2(alg: i64, crv: i64, x: &[u8], y: &[u8]) -> String {
    key(EC2, alg, &[(-1, Value::Integer(crv)), (-2, Value::Bytes(x)), (-3, Value::Bytes(y))])
}

/// An RSA key, base64url without padding. Modulus and exponent are big-endian without leading zeros.
#[must_use]
pub fn rsa(alg: i64, n: &[u8], e: &[u8]) -> String {
    key(RSA, alg, &[(-1, Value::Bytes(n)), (-2, Value::Bytes(e))])
}

/// In canonical order: 1 (kty), 3 (alg), -1, -2, -3.
fn key(kty: i64, alg: i64, parameters: &[(i64, Value<'_>)]) -> String {
    let mut out = Vec::new();
    head(&mut out, 5, 2 + parameters.len() as u64);
    for (label, value) in [(1, Value::Integer(kty)), (3, Value::Integer(alg))].iter().chain(parameters) {
        integer(&mut out, *label);
        match value {
            Value::Integer(value) => integer(&mut out, *value),
            Value::Bytes(bytes) => {
                head(&mut out, 2, bytes.len() as u64);
                out.extend_from_slice(bytes);
            }
        }
    }
    encode(out)
}

fn integer(out: &mut Vec<u8>, value: i64) {
    if value < 0 { head(out, 1, !value as u64) } else { head(out, 0, value as u64) }
}

/// A major type with its argument in the shortest form.
fn head(out: &mut Vec<u8>, major: u8, argument: u64) {
    let bytes = argument.to_be_bytes();
    let (info, length) = match argument {
        0..24 => return out.push(major << 5 | bytes[7]),
        24..=0xff => (24, 1),
        0x100..=0xffff => (25, 2),
        0x1_0000..=0xffff_ffff => (26, 4),
        _ => (27, 8),
    };
    out.push(major << 5 | info);
    out.extend_from_slice(&bytes[bytes.len() - length..]);
}

#[cfg(test)]
mod tests {
    use ciborium::Value;

    use super::{ec2, okp, rsa};
    use crate::terms::decode;

    /// What another reader finds, and that it writes the same bytes.
    fn read(key: &str) -> Vec<(i128, Value)> {
        let bytes = decode("key", key).expect("base64url");
        let value: Value = ciborium::from_reader(bytes.as_slice()).expect("CBOR");
        let mut again = Vec::new();
        ciborium::into_writer(&value, &mut again).expect("bytes");
        assert_eq!(again, bytes, "every head is the shortest");
        let members = value.into_map().expect("a map");
        members.into_iter().map(|(label, value)| (label.into_integer().expect("an integer").into(), value)).collect()
    }

    fn number(value: i64) -> Value {
        Value::from(value)
    }

    fn bytes(value: &[u8]) -> Value {
        Value::Bytes(value.to_vec())
    }

    #[test]
    fn keys_are_read_by_another_reader_in_canonical_order() {
        let (x, y) = ([1; 66], [2; 66]);
        let expected = [(1, number(2)), (3, number(-36)), (-1, number(3)), (-2, bytes(&x)), (-3, bytes(&y))];
        assert_eq!(read(&ec2(-36, 3, &x, &y)), expected);
        let expected = [(1, number(1)), (3, number(-8)), (-1, number(6)), (-2, bytes(&[3; 32]))];
        assert_eq!(read(&okp(-8, 6, &[3; 32])), expected);
        let expected = [(1, number(3)), (3, number(-257)), (-1, bytes(&[4; 256])), (-2, bytes(&[1, 0, 1]))];
        assert_eq!(read(&rsa(-257, &[4; 256], &[1, 0, 1])), expected);
    }

    #[test]
    fn numbers_have_their_shortest_form() {
        for alg in [-1, -24, -25, -256, -257, -65_536, -65_537, i64::from(i32::MIN), i64::MIN, 0, 23, 24, i64::MAX] {
            assert_eq!(read(&okp(alg, 6, &[]))[1], (3, number(alg)));
        }
    }
}
