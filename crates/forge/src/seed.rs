//! The only source of variety: bytes derived from a number and labels.

use hkdf::Hkdf;
use sha2::Sha256;

/// The seed of a run. The same seed gives the same keys, ids and handles on any machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Seed(pub u64);

impl Seed {
    /// `N` bytes by HKDF-SHA-256 (RFC 5869) from the seed; the labels, each with its length in front, are the `info`.
    #[must_use]
    pub fn derive<const N: usize>(self, labels: &[&[u8]]) -> [u8; N] {
        let mut out = [0; N];
        self.fill(labels, &mut out);
        out
    }

    /// As [`Seed::derive`], into a slice of at most 8160 bytes; a longer slice is filled by repeating.
    pub fn fill(self, labels: &[&[u8]], out: &mut [u8]) {
        const MOST: usize = 255 * 32;
        let mut info = Vec::new();
        for label in labels {
            info.extend_from_slice(&(label.len() as u64).to_be_bytes());
            info.extend_from_slice(label);
        }
        let hkdf = Hkdf::<Sha256>::new(Some(b"relycheck"), &self.0.to_be_bytes());
        for chunk in out.chunks_mut(MOST) {
            // Expansion fails for more than MOST bytes only.
            let _ = hkdf.expand(&info, chunk);
        }
    }
}
