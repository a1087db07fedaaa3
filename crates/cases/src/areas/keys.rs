//! Credential public keys: <https://www.w3.org/TR/webauthn-3/#sctn-alg-identifier>.

use relycheck_forge::{Algorithm, Deviation, KeyDeviation, Node};
use relycheck_protocol::Stage;

use crate::Kind;
use crate::builder::Builder;
use crate::effect::{bypass, lockout};
use crate::recipe::Recipe;

pub(super) fn build(into: &mut Builder) {
    let plain = Recipe::new(Kind::Create);
    let target = |row| (row, Stage::Key);
    let weaker = bypass("A credential of an algorithm that policy excludes is registered.");
    into.refused("key/algorithm-not-offered", target("reg-20"), &plain, Deviation::Key(KeyDeviation::Of(Algorithm::Es384)), weaker)
        .showing(&["B53"]);
    for (id, row, deviation) in [
        ("without-alg", "cose-1", KeyDeviation::Without(3)),
        ("curve-other", "cose-5", KeyDeviation::With(-1, Node::integer(2))),
        ("without-y", "cose-3", KeyDeviation::Without(-3)),
    ] {
        let effect = lockout("A key that cannot be used is stored, and its owner cannot sign in.");
        into.refused_at_last(&format!("key/{id}"), target(row), &plain, Deviation::Key(deviation), effect);
    }
}
