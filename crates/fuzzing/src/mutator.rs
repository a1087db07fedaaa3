//! An edit of an input, whatever its target: what a fuzzer calls in turn with its own way to change bytes.

use crate::{Artefact, Setting, Target, VerifyInput, mutate, stream};

/// An input of `target` that differs from `input` by one edit of its structure, chosen by `seed`: of the artefact, or of a ceremony's
/// responses, setting and edit script. `None` where the bytes cannot be decoded, or the result has more than `max_size` bytes.
#[must_use]
pub fn mutated(target: Target, input: &[u8], max_size: usize, seed: u32) -> Option<Vec<u8>> {
    let edited = match target {
        Target::Parse(artefact) => mutate::mutate(artefact, input, max_size, seed)?,
        Target::VerifyRegistration => ceremony(VerifyInput::registration(input), max_size, seed)?,
        Target::VerifyAuthentication => ceremony(VerifyInput::authentication(input), max_size, seed)?,
        Target::Differential => {
            let (place, rest) = input.split_first()?;
            let within = Target::ALL.get(usize::from(*place)).filter(|target| **target != Target::Differential)?;
            [&[*place], &mutated(*within, rest, max_size.checked_sub(1)?, seed)?[..]].concat()
        }
    };
    (edited.len() <= max_size).then_some(edited)
}

/// How long the part of an edit script is that stands in front of its steps.
const HEAD: usize = 5;

/// The longest edit script that is drawn: the head, and a few steps.
const SCRIPT: usize = HEAD + 12;

/// One part of a ceremony's input edited, or setting and script together: what is accepted under one setting, another refuses. These two
/// are drawn rather than changed, since every value of theirs means something.
fn ceremony(parts: VerifyInput<'_>, max_size: usize, seed: u32) -> Option<Vec<u8>> {
    let (kind, seed) = (seed % 5, seed / 5);
    let drawn = stream(seed.into(), SCRIPT + 4);
    let edited = match (kind, parts.authentication) {
        (0, _) => VerifyInput { setting: setting(parts.setting, &drawn), ..parts }.compose(),
        (1, _) => VerifyInput { script: &script(&drawn), ..parts }.compose(),
        (2, _) => VerifyInput { setting: setting(parts.setting, &drawn), script: &script(&drawn), ..parts }.compose(),
        (3, Some(response)) => {
            let response = mutate::mutate(Artefact::AuthenticationResponse, response, max_size, seed)?;
            VerifyInput { authentication: Some(&response), ..parts }.compose()
        }
        _ => {
            let response = mutate::mutate(Artefact::RegistrationResponse, parts.registration, max_size, seed)?;
            VerifyInput { registration: &response, ..parts }.compose()
        }
    };
    Some(edited)
}

/// The setting with one byte of it drawn: every second time one of the first two, which say what user verification is asked for. Few
/// seeds differ in it.
fn setting(setting: Setting, drawn: &[u8]) -> Setting {
    let (place, among) = (usize::from(drawn[0] / 2), if drawn[0].is_multiple_of(2) { 2 } else { Setting::LENGTH });
    let mut bytes = setting.encode();
    bytes[place % among] = drawn[1];
    Setting::decode(&bytes)
}

/// A script that mostly signs again, and mostly has one or two steps: a response with many edits is refused for the first, whatever the
/// others are.
fn script(drawn: &[u8]) -> Vec<u8> {
    let (keeps, long) = (drawn[2].is_multiple_of(8), (drawn[2] / 8).is_multiple_of(4));
    let steps = usize::from(drawn[3]) % if long { SCRIPT - HEAD + 1 } else { 7 };
    let mut script = drawn[4..4 + HEAD + steps].to_vec();
    if !keeps {
        script[0] = 0;
    }
    script
}

#[cfg(test)]
mod tests {
    use super::mutated;
    use crate::{Setting, Target, VerifyInput};

    const REGISTRATION: &[u8] = br#"{"id":"AAAA","type":"public-key"}"#;
    const AUTHENTICATION: &[u8] = br#"{"id":"BBBB","type":"public-key"}"#;

    fn input() -> Vec<u8> {
        let setting = Setting { conditional: true, ..Setting::default() };
        VerifyInput { registration: REGISTRATION, authentication: Some(AUTHENTICATION), setting, script: &[7, 8] }.compose()
    }

    fn zeros(bytes: &[u8]) -> usize {
        bytes.iter().filter(|byte| **byte == 0).count()
    }

    #[test]
    fn an_edit_of_a_ceremony_changes_one_part_or_setting_and_script_and_each_in_turn() {
        let input = input();
        let before = VerifyInput::authentication(&input);
        let mut changed = [0; 5];
        for seed in 0..400 {
            let Some(edited) = mutated(Target::VerifyAuthentication, &input, 4096, seed) else { continue };
            let after = VerifyInput::authentication(&edited);
            let one_part = [
                VerifyInput { setting: after.setting, ..before },
                VerifyInput { script: after.script, ..before },
                VerifyInput { registration: after.registration, ..before },
                VerifyInput { authentication: after.authentication, ..before },
                VerifyInput { setting: after.setting, script: after.script, ..before },
            ];
            match one_part.iter().position(|part| part.compose() == edited) {
                Some(part) => changed[part] += u32::from(edited != input),
                // An edit that writes a zero byte ends the response early, and the rest is read as what follows.
                None => assert!(zeros(&edited) > zeros(&input), "{seed}"),
            }
        }
        assert!(changed.iter().all(|count| *count > 20), "{changed:?}");
    }

    #[test]
    fn what_is_handed_on_keeps_its_target_and_the_limit() {
        let place = Target::ALL.iter().position(|target| *target == Target::VerifyAuthentication).expect("a target");
        let input = [&[u8::try_from(place).expect("few targets")], &input()[..]].concat();
        let edits: Vec<Vec<u8>> = (0..50).filter_map(|seed| mutated(Target::Differential, &input, input.len(), seed)).collect();
        assert!(edits.iter().any(|edit| *edit != input));
        assert!(edits.iter().all(|edit| edit[0] == input[0] && edit.len() <= input.len()));
        assert_eq!(mutated(Target::Differential, &[9, 1], 10, 0), None);
        assert_eq!(mutated(Target::Differential, &[], 10, 0), None);
    }
}
