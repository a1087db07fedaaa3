//! The differential oracle: the reference RP and others agree on what is accepted, but for listed divergences.

use relycheck_protocol::{RelyingParty, Stage};
use relycheck_reference::Reference;

use super::divergence::Divergences;
use super::play::{Ended, Other, Outcome, Played, play_with};
use super::property::{Property, is_out_of_form};
use crate::Finding;
use crate::opened::Ceremony;
use crate::responses::Responses;

/// Plays an input by the reference RP and by each of the others that can be told what it needs.
///
/// # Errors
/// The first divergence that is not known.
pub(crate) fn check(
    responses: &Responses<'_>,
    others: &mut [(&'static str, &mut dyn RelyingParty)],
    known: &Divergences,
) -> Result<(), Finding> {
    for (name, other) in others {
        let identity = other.identity();
        let can = |need| identity.settable.contains(&need);
        let offered = responses.input.setting.creation_policy().algorithms;
        let shared = offered.iter().any(|algorithm| identity.algorithms.contains(algorithm));
        if !shared || !responses.input.setting.needs().into_iter().all(can) {
            continue;
        }
        let only = Some(identity.algorithms.as_slice());
        let keep = |_, text| Some(text);
        let give = |ceremony, text: Vec<u8>| {
            let withheld = known.leaves_out(name, ceremony) && is_out_of_form(ceremony, &text);
            (!withheld).then_some(text)
        };
        let reference = play_with(&mut Reference::new(), responses, only, &keep)?;
        let other = play_with(&mut Other(&mut **other), responses, only, &give)
            .map_err(|finding| Finding { detail: format!("{name}: {}", finding.detail), ..finding })?;
        compare(name, responses, &reference, &other, known)?;
    }
    Ok(())
}

fn compare(name: &str, responses: &Responses<'_>, reference: &Played, other: &Played, known: &Divergences) -> Result<(), Finding> {
    for ceremony in [Ceremony::Registration, Ceremony::Authentication] {
        let (expected, seen) = (reference.of(ceremony), &other.of(ceremony).outcome);
        let properties = || Property::of(responses, ceremony, reference);
        let explained = match (&expected.outcome, seen) {
            (Outcome::NotAsked, _) | (_, Outcome::NotAsked) | (Outcome::Refused { .. }, Outcome::Refused { .. }) => return Ok(()),
            (Outcome::Accepted(_), Outcome::Accepted(_)) => continue,
            (Outcome::Refused { .. }, Outcome::Accepted(_)) => {
                let properties = properties();
                expected.checks.failed.iter().all(|check| known.accepts(name, ceremony, check, &properties))
            }
            (Outcome::Accepted(_), Outcome::Refused { stage, .. }) => {
                properties().into_iter().any(|property| known.refuses(name, ceremony, *stage, property))
            }
        };
        // after a divergence the two do not have the same record.
        return if explained { Ok(()) } else { Err(divergence(name, responses, ceremony, reference, seen)) };
    }
    Ok(())
}

fn divergence(name: &str, responses: &Responses<'_>, ceremony: Ceremony, reference: &Played, seen: &Outcome) -> Finding {
    let shown = |outcome: &Outcome| match outcome {
        Outcome::Refused { stage, detail } => format!("refuses at {} ({detail})", stage.map_or("no stage", Stage::as_str)),
        Outcome::Accepted(_) => "accepts".to_owned(),
        Outcome::NotAsked => "is not asked".to_owned(),
    };
    let Ended { outcome, text, checks } = reference.of(ceremony);
    let (properties, setting) = (Property::of(responses, ceremony, reference), responses.input.setting);
    let (expected, seen, failed) = (shown(outcome), shown(seen), &checks.failed);
    let detail = format!(
        "{ceremony:?}: the reference RP {expected}, {name} {seen}; checks {failed:?}, properties {properties:?}, {setting:?}: {text}"
    );
    Finding { oracle: "beside", detail }
}
