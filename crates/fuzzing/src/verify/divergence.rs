//! The known divergences between the reference RP and others: `data/relying-parties.toml`.

use std::sync::LazyLock;

use relycheck_protocol::Stage;
use serde::Deserialize;

use super::property::Property;
use crate::opened::Ceremony;

/// The divergences of a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Divergences {
    accepts: Vec<Accepts>,
    refuses: Vec<Refuses>,
    left_out: Vec<LeftOut>,
}

/// A peer accepts what fails a check of the reference RP.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Accepts {
    peer: String,
    /// The ids of the checks.
    checks: Vec<String>,
    /// In which ceremony; absent in both.
    ceremony: Option<Ceremony>,
    /// What the response has to have for that; absent where the check alone explains it.
    property: Option<Property>,
    reason: String,
}

/// A peer refuses what has a property, and the reference RP accepts it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Refuses {
    peer: String,
    property: Property,
    /// Where the peer refuses.
    stages: Vec<Stage>,
    /// In which ceremony; absent in both.
    ceremony: Option<Ceremony>,
    reason: String,
}

/// A peer that is not given responses whose envelope is out of form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LeftOut {
    peer: String,
    ceremony: Ceremony,
    reason: String,
}

static DIVERGENCES: LazyLock<Divergences> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/relying-parties.toml")).expect("the data file is read by a test"));

/// Why it is known that a peer accepts what fails this check and has these properties, where it is.
pub(crate) fn accepts(peer: &str, ceremony: Ceremony, check: &str, properties: &[Property]) -> Option<&'static str> {
    let known = DIVERGENCES.accepts.iter().find(|known| {
        known.peer == peer
            && known.ceremony.is_none_or(|only| only == ceremony)
            && known.checks.iter().any(|one| one == check)
            && known.property.is_none_or(|property| properties.contains(&property))
    });
    known.map(|known| known.reason.as_str())
}

/// Why it is known that a peer refuses, at this stage, what has this property, where it is.
pub(crate) fn refuses(peer: &str, ceremony: Ceremony, stage: Option<Stage>, property: Property) -> Option<&'static str> {
    let known = DIVERGENCES.refuses.iter().find(|known| {
        known.peer == peer
            && known.property == property
            && known.ceremony.is_none_or(|only| only == ceremony)
            && stage.is_none_or(|stage| known.stages.contains(&stage))
    });
    known.map(|known| known.reason.as_str())
}

/// Why a peer is not given responses of this ceremony whose envelope is out of form, where it is not.
pub(crate) fn left_out(peer: &str, ceremony: Ceremony) -> Option<&'static str> {
    let known = DIVERGENCES.left_out.iter().find(|known| known.peer == peer && known.ceremony == ceremony);
    known.map(|known| known.reason.as_str())
}

#[cfg(test)]
mod tests {
    use relycheck_reference::checks;

    use super::{DIVERGENCES, Property, Stage, accepts, refuses};
    use crate::opened::Ceremony;

    #[test]
    fn every_divergence_names_checks_of_the_reference_and_has_a_reason() {
        for known in &DIVERGENCES.accepts {
            assert!(known.reason.ends_with('.'), "{}", known.reason);
            for id in &known.checks {
                assert!(checks().iter().any(|check| check.id == id), "{id} is no check");
            }
        }
        assert!(DIVERGENCES.refuses.iter().all(|known| known.reason.ends_with('.') && !known.stages.is_empty()));
    }

    #[test]
    fn what_is_not_listed_is_not_known() {
        assert!(accepts("webauthn-rs-core", Ceremony::Registration, "ad-8", &[]).is_some());
        assert!(accepts("webauthn-rs-core", Ceremony::Authentication, "auth-21", &[]).is_none());
        assert!(accepts("nobody", Ceremony::Registration, "ad-8", &[]).is_none());
        assert!(accepts("webauthn_rp", Ceremony::Registration, "reg-11.1", &[]).is_none());
        assert!(accepts("webauthn_rp", Ceremony::Registration, "reg-11.1", &[Property::NullFraming]).is_some());
        assert!(refuses("webauthn_rp", Ceremony::Registration, Some(Stage::Parse), Property::ShortCredentialId).is_some());
        assert!(refuses("webauthn_rp", Ceremony::Registration, Some(Stage::Signature), Property::ShortCredentialId).is_none());
    }
}
