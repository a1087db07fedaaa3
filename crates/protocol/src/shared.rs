//! JSON that is handed on as it is.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// JSON that suite and RP hand to each other: options, sessions, records. Since one of them takes part in many messages, a clone is the
/// same value, and becomes a copy where it is changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Shared(Arc<Value>);

impl Shared {
    /// The JSON of anything that serialises.
    ///
    /// # Errors
    /// Where it does not.
    pub fn of(value: impl Serialize) -> serde_json::Result<Self> {
        serde_json::to_value(value).map(Self::from)
    }
}

impl From<Value> for Shared {
    fn from(value: Value) -> Self {
        Self(Arc::new(value))
    }
}

impl Deref for Shared {
    type Target = Value;

    fn deref(&self) -> &Value {
        &self.0
    }
}

impl DerefMut for Shared {
    fn deref_mut(&mut self) -> &mut Value {
        Arc::make_mut(&mut self.0)
    }
}

impl From<Shared> for Value {
    fn from(shared: Shared) -> Self {
        Arc::unwrap_or_clone(shared.0)
    }
}

impl Serialize for Shared {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Shared {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self::from)
    }
}
