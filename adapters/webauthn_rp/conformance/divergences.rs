//! What webauthn_rp is listed to do otherwise than the reference RP, it does.

use std::path::Path;

use relycheck_adapter_webauthn_rp::WebauthnRp;
use relycheck_fuzzing::ListedDivergence;

#[test]
fn every_divergence_that_is_listed_is_real_and_no_other_explains_its_input() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../corpus/regressions/differential");
    let input = |name: &str| std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(ListedDivergence::all().any(|listed| listed.peer == "webauthn_rp"));
    assert_eq!(ListedDivergence::not_shown("webauthn_rp", &mut WebauthnRp, input), []);
}
