//! Holds every line between suite and RP to the protocol's schemas.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jsonschema::Validator;
use relycheck_protocol::schemas;
use relycheck_runner::{Direction, Inspect};

/// The schemas, ready to use, and whether the suite itself broke one.
pub(crate) struct Validation {
    validators: Arc<[Validator; 2]>,
    suite_broke_it: Arc<AtomicBool>,
}

impl Validation {
    /// # Errors
    /// Where a schema is none; the suite is at fault then.
    pub(crate) fn new() -> Result<Self, String> {
        let [(_, request), (_, answer)] = schemas();
        let validator = |schema: schemars::Schema| jsonschema::validator_for(&schema.to_value()).map_err(|error| error.to_string());
        let validators = Arc::new([validator(request)?, validator(answer)?]);
        Ok(Self { validators, suite_broke_it: Arc::default() })
    }

    /// What a driver asks about each line.
    pub(crate) fn inspect(&self) -> Inspect {
        let (validators, suite_broke_it) = (Arc::clone(&self.validators), Arc::clone(&self.suite_broke_it));
        Arc::new(move |direction, line| {
            let (validator, schema) = match direction {
                Direction::Request => (&validators[0], "request.schema.json"),
                Direction::Answer => (&validators[1], "answer.schema.json"),
            };
            let checked = serde_json::from_str(line).map_err(|error| error.to_string()).and_then(|value| {
                validator.validate(&value).map_err(|error| format!("at {:?}: {error}", error.instance_path().to_string()))
            });
            checked.map_err(|fault| {
                suite_broke_it.fetch_or(direction == Direction::Request, Ordering::Relaxed);
                let side = if direction == Direction::Request { "the suite" } else { "the adapter" };
                format!("{side} broke {schema} {fault}")
            })
        })
    }

    /// Whether a request was not as its schema says.
    pub(crate) fn suite_broke_it(&self) -> bool {
        self.suite_broke_it.load(Ordering::Relaxed)
    }
}
