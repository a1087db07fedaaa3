//! `stages.json`: from the names of a library's errors to the protocol's stages.

use relycheck_protocol::Stage;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::data::DataError;

/// Which ceremony: some errors mean another stage in the other one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// <https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential>
    Registration,
    /// <https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion>
    Authentication,
}

/// The rows of a file, in its order.
#[derive(Clone, Debug)]
pub(crate) struct Stages(Vec<Row>);

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    stage: Stage,
    ceremony: Option<Kind>,
    errors: Vec<String>,
    /// For the reader of the file.
    #[serde(rename = "because")]
    _because: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// For the reader of the file.
    #[serde(rename = "about")]
    _about: Option<String>,
    rows: Vec<Value>,
}

impl Stages {
    /// Reads the text of `stages.json`.
    pub(crate) fn read(text: &str) -> Result<Self, DataError> {
        let file: File = serde_json::from_str(text).map_err(|error| DataError::new("stages.json", &error))?;
        let rows = file.rows.into_iter().enumerate().map(|(index, row)| {
            let place = format!("stages.json: rows[{index}]");
            let row: Row = serde_json::from_value(row).map_err(|error| DataError::new(&place, &error))?;
            if row.errors.is_empty() || row.errors.iter().any(String::is_empty) {
                return Err(DataError::new(&place, &"errors: no patterns, or one without a character"));
            }
            Ok(row)
        });
        Ok(Self(rows.collect::<Result<_, _>>()?))
    }

    /// The stage of the first row of which a pattern fits the name; `None` where none does.
    pub(crate) fn of(&self, name: &str, kind: Kind) -> Option<Stage> {
        let fits =
            |row: &&Row| row.ceremony.is_none_or(|only| only == kind) && row.errors.iter().any(|pattern| matches(pattern, name));
        self.0.iter().find(fits).map(|row| row.stage)
    }
}

/// Whether a pattern fits from end to end; `*` stands for any characters.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let (first, last) = (parts.next().unwrap_or_default(), parts.next_back());
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    // Without a star the pattern is the text.
    let Some(last) = last else { return rest.is_empty() };
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::{Kind, Stage, Stages, matches};

    #[test]
    fn a_pattern_fits_from_end_to_end() {
        for (pattern, text, fits) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("a*", "ab", true),
            ("*b", "ab", true),
            ("a*b", "ab", true),
            ("a*b", "axbc", false),
            ("a*a", "a", false),
            ("a*b*c", "axbxc", true),
            ("a*b*c", "acb", false),
            ("a*b*", "axb", true),
            ("a(*", "a(x)", true),
            ("*", "", true),
        ] {
            assert_eq!(matches(pattern, text), fits, "{pattern} {text}");
        }
    }

    #[test]
    fn the_first_row_that_fits_decides_and_may_be_of_one_ceremony() {
        let rows = r#"{"rows": [
            {"stage": "attestation", "ceremony": "registration", "errors": ["Signature"]},
            {"stage": "signature", "errors": ["Other", "Signature"]},
            {"stage": "key", "errors": ["Sign*"]}]}"#;
        let stages = Stages::read(rows).expect("rows");
        assert_eq!(stages.of("Signature", Kind::Registration), Some(Stage::Attestation));
        assert_eq!(stages.of("Signature", Kind::Authentication), Some(Stage::Signature));
        assert_eq!(stages.of("Signal", Kind::Authentication), Some(Stage::Key));
        assert_eq!(stages.of("", Kind::Authentication), None);
    }

    #[test]
    fn a_fault_names_its_row() {
        let good = r#"{"stage": "key", "errors": ["A"]}"#;
        for (wrong, words) in [
            (r#"{"stage": "keys", "errors": ["A"]}"#, "unknown variant `keys`"),
            (r#"{"stage": "key", "errors": ["A"], "ceremony": "login"}"#, "unknown variant `login`"),
            (r#"{"stage": "key", "errors": []}"#, "errors: no patterns"),
            (r#"{"stage": "key", "errors": [""]}"#, "errors: no patterns"),
            (r#"{"stage": "key", "errors": ["A"], "why": "words"}"#, "unknown field `why`"),
        ] {
            let error = Stages::read(&format!(r#"{{"rows": [{good}, {wrong}]}}"#)).expect_err(wrong).to_string();
            assert!(error.starts_with("stages.json: rows[1]: ") && error.contains(words), "{error}");
        }
        assert!(Stages::read("{").expect_err("no JSON").to_string().starts_with("stages.json: "));
    }
}
