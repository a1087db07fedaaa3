//! The order of cases: shuffled by the seed, positives and negatives interleaved.

use relycheck_cases::Catalogue;
use sha2::{Digest, Sha256};

/// The positions, in the catalogue, of the selected cases and of the twins that they need; each once, in an order that follows
/// from the seed alone. A twin comes before or after its negatives, as it falls: its place must tell an RP nothing.
#[must_use]
pub fn schedule(catalogue: &Catalogue, selected: &[usize], seed: u64) -> Vec<usize> {
    let twin = |position: &usize| catalogue.cases()[*position].twin.as_deref().and_then(|twin| catalogue.position(twin));
    let mut order: Vec<usize> = selected.iter().copied().chain(selected.iter().filter_map(twin)).collect();
    order.sort_by_cached_key(|&position| {
        let digest = Sha256::new().chain_update(seed.to_be_bytes()).chain_update(catalogue.cases()[position].id.as_bytes());
        (digest.finalize().to_vec(), position)
    });
    order.dedup();
    order
}
