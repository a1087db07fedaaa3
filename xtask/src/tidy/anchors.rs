//! Each link into the standard has the anchor of a row.

use std::collections::BTreeSet;

use crate::Finding;
use crate::tidy::{File, Repository};

/// What stands before an anchor. In two parts, so that this file holds no link without an anchor.
const LINK: &str = concat!("webauthn-3", "/#");

/// Where links are looked for.
const EXTENSIONS: &[&str] = &["json", "md", "rs", "toml"];

/// Links that lead nowhere, or to a section that no row cites.
pub(super) fn check(repository: &Repository) -> Vec<Finding> {
    let known: BTreeSet<&str> = relycheck_spec::requirements().iter().filter_map(|row| row.anchor.as_deref()).collect();
    let read = repository.files.iter().filter(|file| EXTENSIONS.contains(&file.extension()));
    read.flat_map(|file| unknown(file, &known)).collect()
}

fn unknown(file: &File, known: &BTreeSet<&str>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, line) in file.lines() {
        for anchor in anchors(line).filter(|anchor| !known.contains(anchor)) {
            findings.push(Finding::new(
                format!("{}:{number}", file.path),
                format!("no row has the anchor #{anchor}"),
                "link to the anchor of a row in crates/spec/data/requirements/",
            ));
        }
    }
    findings
}

/// The anchors of the links in a line. What does not go on like an anchor, such as a placeholder in braces, is none.
fn anchors(line: &str) -> impl Iterator<Item = &str> {
    let part_of_anchor = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    line.match_indices(LINK)
        .map(move |(at, link)| {
            let rest = &line[at + link.len()..];
            &rest[..rest.find(|letter| !part_of_anchor(letter)).unwrap_or(rest.len())]
        })
        .filter(|anchor| !anchor.is_empty())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{File, LINK, unknown};

    #[test]
    fn a_link_to_no_row_is_found() {
        let known = BTreeSet::from(["sctn-known"]);
        let text = format!(
            "//! <https://www.w3.org/TR/{LINK}sctn-known>.\n//! {LINK}sctn-know, {LINK}sctn-known-not and {LINK}{{anchor}}\n"
        );
        let found = unknown(&File::text("src/a.rs", &text), &known);
        let faults: Vec<&str> = found.iter().map(|finding| finding.fault.as_str()).collect();
        assert_eq!(faults, ["no row has the anchor #sctn-know", "no row has the anchor #sctn-known-not"]);
        assert_eq!(found[0].place, "src/a.rs:2");
    }
}
