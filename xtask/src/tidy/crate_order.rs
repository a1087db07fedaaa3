//! Crates depend on each other in one direction only.

use crate::Finding;
use crate::tidy::{Kind, Member, Repository};

/// Every other member.
const ALL: &[&str] = &["*"];

/// Which members of the workspace a member may be built from. Tests may use more.
const ORDER: &[(&str, &[&str])] = &[
    ("relycheck-spec", &[]),
    ("relycheck-protocol", &[]),
    ("relycheck-wire", &[]),
    ("relycheck-platforms", &["relycheck-spec"]),
    ("relycheck-forge", &["relycheck-wire"]),
    ("relycheck-judge", &["relycheck-protocol", "relycheck-spec"]),
    ("relycheck-cases", &["relycheck-forge", "relycheck-judge", "relycheck-platforms", "relycheck-protocol", "relycheck-spec"]),
    ("relycheck-reference", &["relycheck-protocol", "relycheck-spec"]),
    ("relycheck-runner", &["relycheck-cases", "relycheck-forge", "relycheck-judge", "relycheck-protocol"]),
    ("relycheck-report", &["relycheck-judge", "relycheck-protocol", "relycheck-spec"]),
    ("relycheck-fuzzing", &["relycheck-forge", "relycheck-protocol", "relycheck-reference", "relycheck-wire"]),
    ("relycheck-adapter-helper", &["relycheck-protocol"]),
    ("relycheck", ALL),
    ("xtask", &["relycheck", "relycheck-cases", "relycheck-protocol", "relycheck-spec"]),
];

/// What an adapter under `adapters/` may be built from.
const ADAPTER: &[&str] = &["relycheck-adapter-helper", "relycheck-protocol"];

/// All that the protocol is built from, and whether that is behind a feature: adapters pay for nothing else.
const PROTOCOL: &[(&str, bool)] = &[("serde", false), ("serde_json", false), ("schemars", true)];

/// How the packages of RPs under test begin that are not adapters of this workspace.
const UNDER_TEST: &[&str] = &["webauthn-rs"];

/// The order, the isolation of RPs under test, the reference RP's own reader, and the lean protocol.
pub(super) fn check(repository: &Repository) -> Vec<Finding> {
    let members = &repository.members;
    [direction(members, ORDER), under_test(members), reference(members), protocol(members)].concat()
}

fn manifest(member: &Member) -> String {
    format!("{}/Cargo.toml", member.folder)
}

fn is_adapter(member: &Member) -> bool {
    member.folder.starts_with("adapters/")
}

/// Each member is in the table, and has no dependency that the table does not give it.
fn direction(members: &[Member], order: &[(&str, &[&str])]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for member in members {
        let known = order.iter().find(|(name, _)| *name == member.name).map(|(_, allowed)| *allowed);
        let Some(allowed) = known.or(is_adapter(member).then_some(ADAPTER)) else {
            findings.push(Finding::new(
                manifest(member),
                format!("{} has no place in the order of the crates", member.name),
                "say in xtask/src/tidy/crate_order.rs what it may be built from",
            ));
            continue;
        };
        for dependency in &member.dependencies {
            let name = dependency.name.as_str();
            let of_workspace = members.iter().any(|other| other.name == name);
            if dependency.kind == Kind::Normal && of_workspace && allowed != ALL && !allowed.contains(&name) {
                let may = if allowed.is_empty() { "no other member".to_owned() } else { allowed.join(", ") };
                findings.push(Finding::new(
                    manifest(member),
                    format!("{} depends on {name}; it may depend on {may}", member.name),
                    "move the code to the crate whose role it is; the order is part of the design",
                ));
            }
        }
    }
    for (name, _) in order {
        if !members.iter().any(|member| member.name == *name) {
            findings.push(Finding::new(
                "xtask/src/tidy/crate_order.rs",
                format!("the order names {name}, which is no member of the workspace"),
                "take it out of the table",
            ));
        }
    }
    findings
}

/// No crate under `crates/` but relycheck sees an RP under test, in its tests neither.
fn under_test(members: &[Member]) -> Vec<Finding> {
    let adapters: Vec<&str> = members.iter().filter(|member| is_adapter(member)).map(|member| member.name.as_str()).collect();
    let mut findings = Vec::new();
    for member in members.iter().filter(|member| member.folder.starts_with("crates/") && member.name != "relycheck") {
        for dependency in &member.dependencies {
            let name = dependency.name.as_str();
            if adapters.contains(&name) || UNDER_TEST.iter().any(|prefix| name.starts_with(prefix)) {
                findings.push(Finding::new(
                    manifest(member),
                    format!("{} depends on {name}, an RP under test", member.name),
                    "reach RPs through the protocol; only relycheck embeds one",
                ));
            }
        }
    }
    findings
}

/// The reference RP reads with its own reader, so that a fault of wire does not hide from it; in its tests too.
fn reference(members: &[Member]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for member in members.iter().filter(|member| member.name == "relycheck-reference") {
        if member.dependencies.iter().any(|dependency| dependency.name == "relycheck-wire") {
            findings.push(Finding::new(
                manifest(member),
                "the reference RP depends on relycheck-wire",
                "read the bytes with the reference's own reader; tests across both belong in crates/relycheck/tests",
            ));
        }
    }
    findings
}

/// The protocol brings serde and, behind a feature, the schemas.
fn protocol(members: &[Member]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for member in members.iter().filter(|member| member.name == "relycheck-protocol") {
        for dependency in member.dependencies.iter().filter(|dependency| dependency.kind == Kind::Normal) {
            if !PROTOCOL.contains(&(dependency.name.as_str(), dependency.optional)) {
                let how = if dependency.optional { "behind a feature" } else { "always" };
                findings.push(Finding::new(
                    manifest(member),
                    format!("the protocol brings {} {how}", dependency.name),
                    "keep to serde and serde_json, and schemars behind the feature `schema`: every adapter pays for the rest",
                ));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{Kind, Member, direction, protocol, reference, under_test};
    use crate::tidy::Dependency;

    fn member(folder: &str, name: &str, dependencies: &[(&str, Kind, bool)]) -> Member {
        let declared = |&(name, kind, optional): &(&str, Kind, bool)| Dependency { name: name.to_owned(), kind, optional };
        Member { name: name.to_owned(), folder: folder.to_owned(), dependencies: dependencies.iter().map(declared).collect() }
    }

    fn normal(name: &str) -> (&str, Kind, bool) {
        (name, Kind::Normal, false)
    }

    #[test]
    fn a_dependency_against_the_order_is_found() {
        let order: &[(&str, &[&str])] = &[("lower", &[]), ("upper", &["lower"])];
        let right = [member("crates/lower", "lower", &[normal("serde")]), member("crates/upper", "upper", &[normal("lower")])];
        assert_eq!(direction(&right, order), []);
        let wrong = [member("crates/lower", "lower", &[normal("upper")]), member("crates/upper", "upper", &[])];
        let found = direction(&wrong, order);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place, "crates/lower/Cargo.toml");
        assert!(found[0].fault.contains("lower depends on upper"), "{}", found[0]);
    }

    #[test]
    fn tests_may_use_more() {
        let order: &[(&str, &[&str])] = &[("lower", &[]), ("upper", &["lower"])];
        let members =
            [member("crates/lower", "lower", &[("upper", Kind::Development, false)]), member("crates/upper", "upper", &[])];
        assert_eq!(direction(&members, order), []);
    }

    #[test]
    fn a_member_without_a_place_and_a_place_without_a_member_are_found() {
        let found = direction(&[member("crates/new", "new", &[])], &[("old", &[])]);
        let faults: Vec<&str> = found.iter().map(|finding| finding.fault.as_str()).collect();
        assert_eq!(
            faults,
            ["new has no place in the order of the crates", "the order names old, which is no member of the workspace"]
        );
    }

    #[test]
    fn an_adapter_needs_no_place_but_sees_protocol_and_helper_alone() {
        let order: &[(&str, &[&str])] =
            &[("relycheck-protocol", &[]), ("relycheck-wire", &[]), ("relycheck-adapter-helper", &["relycheck-protocol"])];
        let others = [
            member("crates/protocol", "relycheck-protocol", &[]),
            member("crates/wire", "relycheck-wire", &[]),
            member("adapters/helpers/rust", "relycheck-adapter-helper", &[normal("relycheck-protocol")]),
        ];
        let with =
            |dependencies: &[_]| direction(&[&others[..], &[member("adapters/rp", "rp", dependencies)]].concat(), order).len();
        assert_eq!(with(&[normal("relycheck-protocol"), normal("relycheck-adapter-helper")]), 0);
        assert_eq!(with(&[normal("relycheck-wire")]), 1);
    }

    #[test]
    fn an_rp_under_test_is_found_even_in_tests() {
        let adapter = member("adapters/rp", "the-adapter", &[normal("webauthn-rs-core")]);
        let top = member("crates/relycheck", "relycheck", &[normal("the-adapter")]);
        assert_eq!(under_test(&[adapter.clone(), top]), []);
        for dependency in ["the-adapter", "webauthn-rs-core"] {
            for kind in [Kind::Normal, Kind::Development] {
                let runner = member("crates/runner", "relycheck-runner", &[(dependency, kind, false)]);
                assert_eq!(under_test(&[adapter.clone(), runner]).len(), 1, "{dependency}");
            }
        }
    }

    #[test]
    fn the_reference_rp_must_not_see_wire_even_in_tests() {
        for kind in [Kind::Normal, Kind::Development] {
            let wrong = member("crates/reference", "relycheck-reference", &[("relycheck-wire", kind, false)]);
            assert_eq!(reference(&[wrong]).len(), 1);
        }
        assert_eq!(reference(&[member("crates/reference", "relycheck-reference", &[normal("minicbor")])]), []);
    }

    #[test]
    fn the_protocol_must_stay_lean() {
        let with = |dependency| protocol(&[member("crates/protocol", "relycheck-protocol", &[dependency])]).len();
        assert_eq!(with(normal("serde")), 0);
        assert_eq!(with(("schemars", Kind::Normal, true)), 0);
        assert_eq!(with(("proptest", Kind::Development, false)), 0);
        assert_eq!(with(normal("schemars")), 1, "not behind its feature");
        assert_eq!(with(normal("thiserror")), 1);
    }
}
