//! The order of cases: shuffled by the seed, positives and negatives interleaved.

use relycheck_cases::Catalogue;
use sha2::{Digest, Sha256};

/// The positions, in the catalogue, of the selected cases and of the twins that they need; each once, in an order that follows
/// from the seed, each twin before its negatives.
#[must_use]
pub fn schedule(catalogue: &Catalogue, selected: &[usize], seed: u64) -> Vec<usize> {
    let mut shuffled = selected.to_vec();
    shuffled.sort_by_cached_key(|&position| {
        let digest = Sha256::new().chain_update(seed.to_be_bytes()).chain_update(catalogue.cases()[position].id.as_bytes());
        (digest.finalize().to_vec(), position)
    });
    let mut placed = vec![false; catalogue.cases().len()];
    let mut order = Vec::with_capacity(shuffled.len());
    for position in shuffled {
        let twin = catalogue.cases()[position].twin.as_deref().and_then(|twin| catalogue.position(twin));
        for position in twin.into_iter().chain([position]) {
            if !std::mem::replace(&mut placed[position], true) {
                order.push(position);
            }
        }
    }
    order
}
