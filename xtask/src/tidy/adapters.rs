//! An adapter has what is specific to its library, and little code for it.

use std::collections::BTreeMap;

use crate::Finding;
use crate::tidy::{File, Repository};

/// The lines of code that an adapter may have, by the extension of its sources. Rust has a type for each step of a ceremony and, as it
/// is formatted, a line for each field.
const BOUNDS: &[(&str, usize)] = &[("mjs", 60), ("py", 60), ("rs", 150)];

/// Folders under `adapters/` that are none.
const NO_ADAPTER: &[&str] = &["helpers", "template"];

/// How a line begins that names what others provide.
const IMPORTS: &[&str] = &["from ", "import ", "mod ", "pub mod ", "pub use ", "use "];

/// The sources of each adapter together, without its tests.
pub(super) fn check(repository: &Repository) -> Vec<Finding> {
    let mut adapters: BTreeMap<(&str, &str, usize), usize> = BTreeMap::new();
    for file in &repository.files {
        if let Some((folder, extension, bound)) = source(file) {
            *adapters.entry((folder, extension, bound)).or_default() += code_lines(file);
        }
    }
    let over = adapters.into_iter().filter(|((_, _, bound), lines)| lines > bound);
    over.map(|((folder, extension, bound), lines)| {
        Finding::new(
            format!("adapters/{folder}"),
            format!("{lines} lines of code in .{extension} files; an adapter may have {bound}"),
            "move what is the same for every library to adapters/helpers, and tables to identity.json and stages.json",
        )
    })
    .collect()
}

/// The adapter that a file is a source of, with its extension and bound.
fn source(file: &File) -> Option<(&str, &str, usize)> {
    let (folder, path) = file.path.strip_prefix("adapters/")?.split_once('/')?;
    let (extension, bound) = BOUNDS.iter().find(|(extension, _)| *extension == file.extension())?;
    let test = path.starts_with("tests/") || path.starts_with("conformance/") || path.contains(".test.");
    (!NO_ADAPTER.contains(&folder) && !test).then_some((folder, extension, *bound))
}

/// Lines with a letter or a digit that are neither comments nor imports.
fn code_lines(file: &File) -> usize {
    let (mut lines, mut open, mut until) = (0, 0, None);
    for (_, line) in file.lines() {
        let line = line.trim();
        if let Some(end) = until {
            until = (!line.ends_with(end)).then_some(end);
        } else if open > 0 || IMPORTS.iter().any(|import| line.starts_with(import)) {
            open += balance(line);
        } else if let Some(rest) = line.strip_prefix("\"\"\"") {
            until = (!rest.ends_with("\"\"\"")).then_some("\"\"\"");
        } else if line.starts_with("/*") {
            until = (!line.ends_with("*/")).then_some("*/");
        } else if !is_comment(line) && line.contains(char::is_alphanumeric) {
            lines += 1;
        }
    }
    lines
}

fn is_comment(line: &str) -> bool {
    line.starts_with("//") || (line.starts_with('#') && !line.starts_with("#["))
}

/// How many brackets a line leaves open.
fn balance(line: &str) -> isize {
    let of = |brackets: [char; 2]| line.matches(brackets).count() as isize;
    of(['(', '{']) - of([')', '}'])
}

#[cfg(test)]
mod tests {
    use super::{File, Repository, check, code_lines};

    fn count(path: &str, text: &str) -> usize {
        code_lines(&File::text(path, text))
    }

    #[test]
    fn comments_imports_blanks_and_brackets_are_no_code() {
        let rust = "//! Doc.\n\nmod a;\nuse b::{\n    c,\n};\n\n/// Doc.\n#[derive(Debug)]\nstruct A {\n    // why\n    b: C,\n}\n";
        assert_eq!(count("a.rs", rust), 3);
        let python = "\"\"\"Doc.\n\nMore.\n\"\"\"\n\nfrom a import (\n    b,\n)\nimport c\n\n# why\ndef f(\n):\n    \"\"\"Doc.\"\"\"\n    return c\n";
        assert_eq!(count("a.py", python), 2);
        let javascript = "// Doc.\nimport {\n  a,\n} from 'b';\n\n/**\n * Doc.\n */\n/** Doc. */\nconst c = {\n  a,\n};\n";
        assert_eq!(count("a.mjs", javascript), 2);
    }

    #[test]
    fn an_adapter_over_the_bound_is_found_without_its_tests() {
        let of = |paths: &[&str]| {
            let files = paths.iter().map(|path| File::text(path, &"a\n".repeat(31))).collect();
            check(&Repository { files, ..Repository::default() })
        };
        assert_eq!(of(&["adapters/a/adapter.py", "adapters/b/other.py"]), []);
        let found = of(&["adapters/a/adapter.py", "adapters/a/other.py"]);
        assert_eq!(found.len(), 1);
        assert_eq!((&*found[0].place, &*found[0].fault), ("adapters/a", "62 lines of code in .py files; an adapter may have 60"));
        assert_eq!(of(&["adapters/a/adapter.py", "adapters/a/tests/other.py"]), []);
        assert_eq!(of(&["adapters/a/adapter.mjs", "adapters/a/stages.test.mjs"]), []);
        assert_eq!(of(&["adapters/helpers/python/a.py", "adapters/helpers/python/b.py"]), []);
        assert_eq!(of(&["crates/a/a.py", "crates/a/b.py"]), []);
    }
}
