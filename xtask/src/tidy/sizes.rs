//! Files stay small enough to review and to clone.

use crate::Finding;
use crate::tidy::{File, Repository};

/// The most that a file may have, in bytes.
const FILE: u64 = 64 * 1024;

/// The most that `corpus/` may have, in bytes.
const CORPUS: u64 = 24 * 1024 * 1024;

/// Written by cargo, not by hand.
const EXEMPT: &[&str] = &["Cargo.lock"];

/// No file is over the limit, and the corpus as a whole neither.
pub(super) fn check(repository: &Repository) -> Vec<Finding> {
    let mut findings: Vec<Finding> = repository.files.iter().filter_map(too_large).collect();
    findings.extend(corpus(&repository.files));
    findings
}

fn too_large(file: &File) -> Option<Finding> {
    (file.size > FILE && !EXEMPT.contains(&file.name())).then(|| {
        Finding::new(
            &file.path,
            format!("{} bytes; a file may have {FILE}", file.size),
            "split it by role, or write large input as a recipe that is repeated at run time",
        )
    })
}

fn corpus(files: &[File]) -> Option<Finding> {
    let total: u64 = files.iter().filter(|file| file.path.starts_with("corpus/")).map(|file| file.size).sum();
    (total > CORPUS).then(|| {
        Finding::new("corpus/", format!("{total} bytes; the corpus may have {CORPUS}"), "drop seeds that add nothing to coverage")
    })
}

#[cfg(test)]
mod tests {
    use super::{CORPUS, FILE, File, corpus, too_large};

    fn file(path: &str, size: u64) -> File {
        File { path: path.to_owned(), size, text: None }
    }

    #[test]
    fn a_file_over_the_limit_is_found() {
        assert!(too_large(&file("a.json", FILE)).is_none());
        let found = too_large(&file("a.json", FILE + 1)).expect("one byte too many");
        assert_eq!(found.fault, "65537 bytes; a file may have 65536");
        assert!(too_large(&file("fuzz/Cargo.lock", FILE + 1)).is_none());
    }

    #[test]
    fn a_corpus_over_the_limit_is_found() {
        assert!(corpus(&[file("corpus/a", CORPUS), file("other/a", 1)]).is_none());
        assert!(corpus(&[file("corpus/a", CORPUS), file("corpus/b", 1)]).is_some());
    }
}
