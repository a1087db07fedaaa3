//! Unsigned numbers of fixed width, big-endian, as far as signatures need them.

/// Adds two numbers; the sum is one byte longer than the longer of them.
pub(crate) fn sum(left: &[u8], right: &[u8]) -> Vec<u8> {
    let width = left.len().max(right.len()) + 1;
    let mut sum = vec![0; width];
    let mut carry = 0;
    for place in 0..width {
        let at = |number: &[u8]| number.len().checked_sub(place + 1).map_or(0, |index| u16::from(number[index]));
        let total = at(left) + at(right) + carry;
        sum[width - 1 - place] = (total & 0xff) as u8;
        carry = total >> 8;
    }
    sum
}

/// `left` minus `right`, which is as long and not greater.
pub(crate) fn difference(left: &[u8], right: &[u8]) -> Vec<u8> {
    let mut difference = left.to_vec();
    let mut borrow = 0;
    for (digit, taken) in difference.iter_mut().zip(right).rev() {
        let (value, first) = digit.overflowing_sub(*taken);
        let (value, second) = value.overflowing_sub(borrow);
        *digit = value;
        borrow = u8::from(first || second);
    }
    difference
}

/// The bytes of a number in hexadecimal.
pub(crate) fn hex<const N: usize>(digits: &str) -> [u8; N] {
    let mut number = [0; N];
    for (byte, pair) in number.iter_mut().zip(digits.as_bytes().chunks(2)) {
        let value = |digit: u8| char::from(digit).to_digit(16).unwrap_or_default();
        *byte = pair.iter().fold(0, |sum, digit| sum * 16 + value(*digit)) as u8;
    }
    number
}
