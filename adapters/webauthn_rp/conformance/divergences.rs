//! What webauthn_rp is listed to do otherwise than the reference RP, it does.

use std::path::Path;

use relycheck_adapter_webauthn_rp::WebauthnRp;
use relycheck_fuzzing::ListedDivergence;

#[test]
fn every_divergence_that_is_listed_is_real_and_no_other_explains_its_input() {
    let listed = Vec::from_iter(ListedDivergence::all().filter(|listed| listed.peer() == "webauthn_rp"));
    assert!(!listed.is_empty());
    for divergence in listed {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../corpus/regressions/differential");
        let path = folder.join(divergence.shown_by());
        let input = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(divergence.is_shown(&input, &mut WebauthnRp), "{}: {}", divergence.shown_by(), divergence.reason());
    }
}
