//! Each requirement and bug class has a case, a reason or a plan, and no two that exclude each other.

use std::collections::BTreeMap;

use crate::Finding;
use crate::tidy::{File, Repository};

/// What a row of the registry says about its cases.
#[derive(Clone, Copy, Debug)]
struct Row<'a> {
    id: &'a str,
    has_reason: bool,
    planned: bool,
}

/// Holds the rows of `crates/spec` against the catalogue.
pub(super) fn check(repository: &Repository) -> Vec<Finding> {
    let cases = relycheck_cases::catalogue().cases();
    let requirements: Vec<Row> = relycheck_spec::requirements()
        .iter()
        .map(|row| Row { id: &row.id, has_reason: row.reason.is_some(), planned: row.planned })
        .collect();
    let classes: Vec<Row> = relycheck_spec::classes()
        .iter()
        .map(|row| Row { id: &row.id, has_reason: row.reason.is_some(), planned: row.planned })
        .collect();
    let mut findings = compare(&requirements, &named(cases.iter().map(|case| (case.id.as_str(), case.requirements.as_slice()))));
    findings.extend(compare(&classes, &named(cases.iter().map(|case| (case.id.as_str(), case.classes.as_slice())))));
    for finding in &mut findings {
        if let Some(place) = place(&repository.files, &finding.place) {
            finding.place = place;
        }
    }
    findings
}

/// The first case that names an id, by id.
fn named<'a>(cases: impl Iterator<Item = (&'a str, &'a [String])>) -> BTreeMap<&'a str, &'a str> {
    let mut first = BTreeMap::new();
    for (case, ids) in cases {
        for id in ids {
            first.entry(id.as_str()).or_insert(case);
        }
    }
    first
}

/// The findings' places are the rows' ids.
fn compare(rows: &[Row], named: &BTreeMap<&str, &str>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for row in rows {
        match named.get(row.id) {
            Some(case) if row.planned => findings.push(Finding::new(
                row.id,
                format!("{} is planned, and the case {case} exercises it", row.id),
                "take `planned = true` out of the row",
            )),
            None if !row.planned && !row.has_reason => findings.push(Finding::new(
                row.id,
                format!("{} has no case, no reason and no plan", row.id),
                "write a case that exercises it, or say in the row why there is none",
            )),
            _ => {}
        }
    }
    for (id, case) in named {
        if !rows.iter().any(|row| row.id == *id) {
            findings.push(Finding::new(
                *id,
                format!("the case {case} names {id}, which is no row"),
                "name rows of crates/spec/data/ only",
            ));
        }
    }
    findings
}

/// File and line of a row.
fn place(files: &[File], id: &str) -> Option<String> {
    let opening = format!("id = \"{id}\"");
    let mut data = files.iter().filter(|file| file.path.starts_with("crates/spec/data/"));
    data.find_map(|file| file.lines().find(|(_, line)| *line == opening).map(|(number, _)| format!("{}:{number}", file.path)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{File, Row, compare, named, place};

    fn row(id: &str, has_reason: bool, planned: bool) -> Row<'_> {
        Row { id, has_reason, planned }
    }

    fn faults(row: Row, case: Option<&str>) -> Vec<String> {
        let named: BTreeMap<&str, &str> = case.map(|case| (row.id, case)).into_iter().collect();
        compare(&[row], &named).into_iter().map(|finding| finding.fault).collect()
    }

    #[test]
    fn a_row_with_nothing_is_found() {
        assert_eq!(faults(row("a-1", false, false), None), ["a-1 has no case, no reason and no plan"]);
    }

    #[test]
    fn a_planned_row_with_a_case_is_found() {
        assert_eq!(faults(row("a-1", false, true), Some("area/words")), ["a-1 is planned, and the case area/words exercises it"]);
    }

    #[test]
    fn a_case_a_reason_or_a_plan_is_enough() {
        assert!(faults(row("a-1", false, false), Some("area/words")).is_empty());
        assert!(faults(row("a-1", true, false), None).is_empty());
        assert!(faults(row("a-1", false, true), None).is_empty());
    }

    #[test]
    fn a_case_that_names_no_row_is_found() {
        let ids = ["a-1".to_owned(), "a-2".to_owned()];
        let named = named([("area/words", ids.as_slice()), ("area/zeal", &ids[1..])].into_iter());
        let found = compare(&[row("a-1", false, false)], &named);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].fault, "the case area/words names a-2, which is no row");
    }

    #[test]
    fn a_row_is_found_in_its_file() {
        let files = [
            File::text("crates/other/data/a.toml", "id = \"a-1\"\n"),
            File::text("crates/spec/data/a.toml", "# Rows.\nid = \"a-10\"\nid = \"a-1\"\n"),
        ];
        assert_eq!(place(&files, "a-1").as_deref(), Some("crates/spec/data/a.toml:3"));
        assert_eq!(place(&files, "a-2"), None);
    }
}
