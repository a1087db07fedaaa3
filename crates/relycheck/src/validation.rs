//! Holds every line between suite and RP to the protocol's schemas.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jsonschema::{ValidationError, Validator};
use relycheck_protocol::schemas;
use relycheck_runner::{Direction, Inspect};
use serde_json::Value;

/// The schemas, ready to use, and whether the suite itself broke one.
pub(crate) struct Validation {
    sides: Arc<[Side; 2]>,
    suite_broke_it: Arc<AtomicBool>,
}

/// The schema of one direction.
struct Side {
    /// Its file.
    schema: &'static str,
    /// The member that says which kind of message it is.
    tag: &'static str,
    whole: Validator,
    /// By the value of that member, the schema without the other kinds: it says what is wrong and where, and not only that no kind fits.
    kinds: BTreeMap<String, Validator>,
}

impl Side {
    fn new(schema: &'static str, tag: &'static str, mut root: Value) -> Result<Self, String> {
        let validator = |schema: &Value| jsonschema::validator_for(schema).map_err(|error| error.to_string());
        let whole = validator(&root)?;
        let branches = root.as_object_mut().and_then(|root| root.remove("oneOf"));
        let mut kinds = BTreeMap::new();
        for branch in branches.as_ref().and_then(Value::as_array).into_iter().flatten() {
            if let Some(kind) = branch["properties"][tag]["const"].as_str() {
                root["allOf"] = Value::Array(vec![branch.clone()]);
                kinds.insert(kind.to_owned(), validator(&root)?);
            }
        }
        Ok(Self { schema, tag, whole, kinds })
    }

    /// What is wrong with a line, and where in it.
    fn check(&self, line: &str) -> Result<(), String> {
        let value: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
        if self.whole.is_valid(&value) {
            return Ok(());
        }
        let validator = match &value[self.tag] {
            Value::String(kind) => self.kinds.get(kind).ok_or_else(|| {
                let known: Vec<&str> = self.kinds.keys().map(String::as_str).collect();
                format!("at \"/{}\": {kind:?} is none of {}", self.tag, known.join(", "))
            })?,
            Value::Null if value.is_object() => return Err(format!("at \"\": it has no `{}`", self.tag)),
            _ => &self.whole,
        };
        let fault = validator.validate(&value).err();
        Err(fault.map_or_else(String::new, |fault| format!("at {:?}: {}", fault.instance_path().to_string(), shortened(&fault))))
    }
}

/// A fault, and not all of a long value that it is about.
fn shortened(fault: &ValidationError<'_>) -> String {
    const MOST: usize = 200;
    let text = fault.to_string();
    if text.chars().count() <= MOST { text } else { fault.masked_with("the value").to_string() }
}

impl Validation {
    /// # Errors
    /// Where a schema is none; the suite is at fault then.
    pub(crate) fn new() -> Result<Self, String> {
        let [(of_requests, request), (of_answers, answer)] = schemas();
        let sides = [Side::new(of_requests, "op", request.to_value())?, Side::new(of_answers, "outcome", answer.to_value())?];
        Ok(Self { sides: Arc::new(sides), suite_broke_it: Arc::default() })
    }

    /// What a driver asks about each line.
    pub(crate) fn inspect(&self) -> Inspect {
        let (sides, suite_broke_it) = (Arc::clone(&self.sides), Arc::clone(&self.suite_broke_it));
        Arc::new(move |direction, line| {
            let (side, who) = match direction {
                Direction::Request => (&sides[0], "the suite"),
                Direction::Answer => (&sides[1], "the adapter"),
            };
            side.check(line).map_err(|fault| {
                suite_broke_it.fetch_or(direction == Direction::Request, Ordering::Relaxed);
                format!("{who} broke {} {fault}", side.schema)
            })
        })
    }

    /// Whether a request was not as its schema says.
    pub(crate) fn suite_broke_it(&self) -> bool {
        self.suite_broke_it.load(Ordering::Relaxed)
    }
}
