//! The fuzz targets are built from the versions that the suite is tested with.

use std::collections::BTreeMap;

use toml::{Table, Value};

use crate::Finding;
use crate::tidy::Repository;

/// The lock file of the workspace.
const ROOT: &str = "Cargo.lock";
/// Those that have to agree with it.
const FOLLOWING: &[&str] = &["fuzz/Cargo.lock"];

/// What two lock files have both, where their versions could be the same, is of the same version.
pub(super) fn check(repository: &Repository) -> Vec<Finding> {
    let text = |path: &str| repository.file(path).and_then(|file| file.text.as_deref());
    let root = versions(text(ROOT).unwrap_or_default());
    let following = FOLLOWING.iter().filter_map(|path| Some((*path, text(path)?)));
    following.flat_map(|(path, lock)| compare(path, &root, &versions(lock))).collect()
}

/// The version of a package within a range that cargo takes for compatible: `1` of 1.2.3, `0.4` of 0.4.1.
type Versions = BTreeMap<(String, String), String>;

fn versions(lock: &str) -> Versions {
    let packages = lock.parse::<Table>().ok().and_then(|lock| lock.get("package").and_then(Value::as_array).cloned());
    let version = |package: &Value| {
        let word = |key: &str| package.get(key).and_then(Value::as_str).map(str::to_owned);
        // What has no source is of this repository.
        word("source")?;
        let (name, version) = (word("name")?, word("version")?);
        Some(((name, range(&version)), version))
    };
    packages.iter().flatten().filter_map(version).collect()
}

fn range(version: &str) -> String {
    let mut parts = version.split('.');
    let (major, minor) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    if major == "0" { format!("0.{minor}") } else { major.to_owned() }
}

fn compare(path: &str, root: &Versions, following: &Versions) -> Vec<Finding> {
    let differs = |((name, _), version): (&(String, String), &String), of_root: &String| {
        (version != of_root).then(|| {
            Finding::new(
                path,
                format!("{name} is {version}, and {of_root} in {ROOT}"),
                format!("cargo update --manifest-path {} {name}@{version} --precise {of_root}", path.replace(".lock", ".toml")),
            )
        })
    };
    following.iter().filter_map(|entry| differs(entry, root.get(entry.0)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::{compare, versions};

    fn lock(packages: &[(&str, &str)]) -> String {
        let entry = |(name, version): &(&str, &str)| {
            format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\nsource = \"registry+https://example.org/index\"\n")
        };
        packages.iter().map(entry).collect()
    }

    fn found(root: &[(&str, &str)], following: &[(&str, &str)]) -> Vec<String> {
        let findings = compare("fuzz/Cargo.lock", &versions(&lock(root)), &versions(&lock(following)));
        findings.into_iter().map(|finding| finding.fault).collect()
    }

    #[test]
    fn another_version_of_what_both_have_is_found() {
        assert_eq!(found(&[("serde", "1.0.9")], &[("serde", "1.0.9")]), [""; 0]);
        assert_eq!(found(&[("serde", "1.0.9")], &[("serde", "1.1.0")]), ["serde is 1.1.0, and 1.0.9 in Cargo.lock"]);
        assert_eq!(found(&[("p256", "0.14.1")], &[("p256", "0.14.2")]).len(), 1);
    }

    #[test]
    fn versions_that_cannot_be_the_same_may_both_be_there() {
        assert_eq!(found(&[("rand", "0.9.1")], &[("rand", "0.8.5"), ("rand", "0.9.1")]), [""; 0]);
        assert_eq!(found(&[("syn", "2.0.1"), ("syn", "3.0.1")], &[("syn", "2.0.1")]), [""; 0]);
        assert_eq!(found(&[("serde", "1.0.9")], &[("libfuzzer-sys", "0.4.1")]), [""; 0]);
    }

    #[test]
    fn what_is_of_this_repository_is_not_compared() {
        let ours = |version: &str| format!("[[package]]\nname = \"relycheck\"\nversion = \"{version}\"\n");
        assert_eq!(compare("fuzz/Cargo.lock", &versions(&ours("0.1.0")), &versions(&ours("0.1.1"))), []);
    }
}
