//! RSA keys, which are constants: to make one takes longer than all the rest of a run.

use std::sync::OnceLock;

use rsa::{BoxedUint, RsaPrivateKey};
use serde::Deserialize;

/// How many keys of 2048 bits there are.
pub(crate) const OF_2048_BITS: usize = 4;

/// The other sizes, in bits, of which there is one each.
pub(crate) const OTHERS: [u32; 4] = [512, 1024, 2047, 3072];

const PRIMES: &str = include_str!("../../data/rsa-primes.toml");

/// The public exponent of them all: <https://www.rfc-editor.org/rfc/rfc8017#section-3.1>.
const EXPONENT: u64 = 65_537;

#[derive(Deserialize)]
struct Table {
    key: Vec<Primes>,
}

#[derive(Deserialize)]
struct Primes {
    bits: u32,
    p: String,
    q: String,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| toml::from_str(PRIMES).expect("the table of primes is read by a test"))
}

/// Key number `index` of those whose modulus has `bits` bits.
///
/// # Panics
/// Where the table has none.
pub(crate) fn key(bits: u32, index: usize) -> RsaPrivateKey {
    let primes = table().key.iter().filter(|primes| primes.bits == bits).nth(index).expect("the table has such a key");
    let number = |hex: &str| {
        let hex = if hex.len().is_multiple_of(2) { hex.to_owned() } else { format!("0{hex}") };
        let bytes = data_encoding::HEXLOWER.decode(hex.as_bytes()).expect("primes are in hexadecimal");
        BoxedUint::from_be_slice_vartime(&bytes)
    };
    RsaPrivateKey::from_p_q(number(&primes.p), number(&primes.q), BoxedUint::from(EXPONENT)).expect("both are primes")
}
