//! The known divergences between the reference RP and others: `data/relying-parties.toml`.

use std::sync::LazyLock;

use relycheck_protocol::{RelyingParty, Stage};
use serde::Deserialize;

use super::beside;
use super::property::Property;
use crate::opened::Ceremony;
use crate::responses::Responses;
use crate::{Target, VerifyInput};

/// The divergences of a file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Divergences {
    accepts: Vec<Accepts>,
    refuses: Vec<Refuses>,
    left_out: Vec<LeftOut>,
}

/// A peer accepts what fails a check of the reference RP.
#[derive(Clone, Debug, Deserialize)]
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
    shown_by: String,
}

/// A peer refuses what has a property, and the reference RP accepts it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Refuses {
    peer: String,
    property: Property,
    /// Where the peer refuses.
    stages: Vec<Stage>,
    /// In which ceremony; absent in both.
    ceremony: Option<Ceremony>,
    reason: String,
    shown_by: String,
}

/// A peer that is not given responses whose envelope is out of form.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LeftOut {
    peer: String,
    ceremony: Ceremony,
    #[cfg_attr(not(test), expect(dead_code, reason = "it is for whoever reads the list"))]
    reason: String,
}

static KNOWN: LazyLock<Divergences> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/relying-parties.toml")).expect("the data file is read by a test"));

impl Divergences {
    /// Those of the data file.
    pub(crate) fn known() -> &'static Self {
        &KNOWN
    }

    /// Whether it is known that a peer accepts what fails this check and has these properties.
    pub(crate) fn accepts(&self, peer: &str, ceremony: Ceremony, check: &str, properties: &[Property]) -> bool {
        self.accepts.iter().any(|known| {
            known.peer == peer
                && known.ceremony.is_none_or(|only| only == ceremony)
                && known.checks.iter().any(|one| one == check)
                && known.property.is_none_or(|property| properties.contains(&property))
        })
    }

    /// Whether it is known that a peer refuses, at this stage, what has this property.
    pub(crate) fn refuses(&self, peer: &str, ceremony: Ceremony, stage: Option<Stage>, property: Property) -> bool {
        self.refuses.iter().any(|known| {
            known.peer == peer
                && known.property == property
                && known.ceremony.is_none_or(|only| only == ceremony)
                && stage.is_none_or(|stage| known.stages.contains(&stage))
        })
    }

    /// Whether a peer is not given responses of this ceremony whose envelope is out of form.
    pub(crate) fn leaves_out(&self, peer: &str, ceremony: Ceremony) -> bool {
        self.left_out.iter().any(|known| known.peer == peer && known.ceremony == ceremony)
    }

    /// All but the entry at this place, those of what is accepted first.
    fn without(&self, place: usize) -> Self {
        let mut rest = self.clone();
        let accepts = rest.accepts.len();
        if place < accepts {
            rest.accepts.remove(place);
        } else {
            rest.refuses.remove(place - accepts);
        }
        rest
    }
}

/// Something that a relying party is known to accept or refuse otherwise than the reference RP: an entry of `data/relying-parties.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListedDivergence {
    /// The name of the relying party, as in [`crate::Peers::relying_parties`].
    pub peer: &'static str,
    /// Which sentence leaves it open, or who has to see to it.
    pub reason: &'static str,
    /// The input of [`Target::Differential`] that shows it: the name of a file in `corpus/regressions/differential/`.
    pub shown_by: &'static str,
    place: usize,
}

impl ListedDivergence {
    /// All of them, what is accepted first.
    pub fn all() -> impl Iterator<Item = Self> {
        let accepts = KNOWN.accepts.iter().map(|known| [&*known.peer, &*known.reason, &*known.shown_by]);
        let refuses = KNOWN.refuses.iter().map(|known| [&*known.peer, &*known.reason, &*known.shown_by]);
        let listed = |(place, [peer, reason, shown_by]): (usize, [&'static str; 3])| Self { peer, reason, shown_by, place };
        accepts.chain(refuses).enumerate().map(listed)
    }

    /// Whether an input of [`Target::Differential`] shows it in its relying party: nothing is found, and something is without the entry.
    pub fn is_shown(&self, input: &[u8], relying_party: &mut dyn RelyingParty) -> bool {
        let Some((place, rest)) = input.split_first() else { return false };
        let input = match Target::ALL.get(usize::from(*place)) {
            Some(Target::VerifyRegistration) => VerifyInput::registration(rest),
            Some(Target::VerifyAuthentication) => VerifyInput::authentication(rest),
            _ => return false,
        };
        let responses = Responses::new(input);
        let mut check = |known: &Divergences| beside::check(&responses, &mut [(self.peer, &mut *relying_party)], known);
        check(&KNOWN).is_ok() && check(&KNOWN.without(self.place)).is_err()
    }

    /// The divergences of a relying party that their inputs, by the name of the file, do not show.
    pub fn not_shown(peer: &str, relying_party: &mut dyn RelyingParty, mut input: impl FnMut(&str) -> Vec<u8>) -> Vec<Self> {
        let listed = Self::all().filter(|listed| listed.peer == peer);
        listed.filter(|listed| !listed.is_shown(&input(listed.shown_by), relying_party)).collect()
    }
}

#[cfg(test)]
mod tests {
    use relycheck_reference::checks;

    use super::{Divergences, ListedDivergence, Property, Stage};
    use crate::opened::Ceremony;

    #[test]
    fn every_divergence_names_checks_of_the_reference_and_has_a_reason() {
        let known = Divergences::known();
        for id in known.accepts.iter().flat_map(|known| &known.checks) {
            assert!(checks().iter().any(|check| check.id == id), "{id} is no check");
        }
        assert!(known.refuses.iter().all(|known| !known.stages.is_empty()));
        assert!(ListedDivergence::all().all(|listed| listed.reason.ends_with('.')));
        assert!(known.left_out.iter().all(|known| known.reason.ends_with('.')));
    }

    #[test]
    fn every_peer_of_the_list_is_one_that_there_is() {
        let left_out = Divergences::known().left_out.iter().map(|known| &*known.peer);
        for peer in ListedDivergence::all().map(|listed| listed.peer).chain(left_out) {
            assert!(["webauthn-rs-core", "webauthn_rp"].contains(&peer), "{peer} is no peer");
        }
    }

    #[test]
    fn what_is_not_listed_is_not_known() {
        let known = Divergences::known();
        assert!(known.accepts("webauthn-rs-core", Ceremony::Registration, "ad-8", &[]));
        assert!(!known.accepts("webauthn-rs-core", Ceremony::Authentication, "auth-21", &[]));
        assert!(!known.accepts("nobody", Ceremony::Registration, "ad-8", &[]));
        assert!(!known.accepts("webauthn_rp", Ceremony::Registration, "reg-11.1", &[]));
        assert!(known.accepts("webauthn_rp", Ceremony::Registration, "reg-11.1", &[Property::NullFraming]));
        assert!(known.refuses("webauthn_rp", Ceremony::Registration, Some(Stage::Parse), Property::ShortCredentialId));
        assert!(!known.refuses("webauthn_rp", Ceremony::Registration, Some(Stage::Signature), Property::ShortCredentialId));
    }

    #[test]
    fn one_entry_is_taken_out_and_the_others_stay() {
        let known = Divergences::known();
        let reasons = |known: &Divergences| {
            let accepts = known.accepts.iter().map(|known| known.reason.clone());
            accepts.chain(known.refuses.iter().map(|known| known.reason.clone())).collect::<Vec<_>>()
        };
        for (place, listed) in ListedDivergence::all().enumerate() {
            let mut others = reasons(known);
            assert_eq!(others.remove(place), listed.reason);
            assert_eq!(reasons(&known.without(listed.place)), others);
        }
    }
}
