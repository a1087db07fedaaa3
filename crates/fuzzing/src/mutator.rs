//! An edit of an input, whatever its target: what a fuzzer calls in turn with its own way to change bytes.

use crate::{Target, VerifyInput, mutate};

/// An input of `target` that differs from `input` by one edit of its structure, chosen by `seed`: of the artefact, or of a response of
/// a ceremony, whose setting and edit script stay. `None` where the bytes cannot be decoded, or the result has more than `max_size`
/// bytes.
#[must_use]
pub fn mutated(target: Target, input: &[u8], max_size: usize, seed: u32) -> Option<Vec<u8>> {
    let of = |target: Target, text: &[u8]| match target {
        Target::Parse(format) => mutate::mutate(format, text, max_size, seed),
        _ => None,
    };
    let registration = Target::of_name("registration_response")?;
    let authentication = Target::of_name("authentication_response")?;
    let edited = match target {
        Target::Parse(_) => of(target, input)?,
        Target::VerifyRegistration => {
            let parts = VerifyInput::registration(input);
            VerifyInput { registration: &of(registration, parts.registration)?, ..parts }.compose()
        }
        Target::VerifyAuthentication => {
            let parts = VerifyInput::authentication(input);
            let response = parts.authentication.unwrap_or_default();
            // The lower bits choose the edit; which response it is of has to change apart from that.
            if seed.count_ones().is_multiple_of(2) {
                VerifyInput { registration: &of(registration, parts.registration)?, ..parts }.compose()
            } else {
                VerifyInput { authentication: Some(&of(authentication, response)?), ..parts }.compose()
            }
        }
        Target::Differential => {
            let (place, rest) = input.split_first()?;
            let within = Target::ALL.get(usize::from(*place)).filter(|target| **target != Target::Differential)?;
            [&[*place], &mutated(*within, rest, max_size.checked_sub(1)?, seed)?[..]].concat()
        }
    };
    (edited.len() <= max_size).then_some(edited)
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

    #[test]
    fn an_edit_of_a_ceremony_changes_one_response_and_either_in_turn() {
        let input = input();
        let (mut first, mut second) = (0, 0);
        for seed in 0..200 {
            let Some(edited) = mutated(Target::VerifyAuthentication, &input, 4096, seed) else { continue };
            let parts = VerifyInput::authentication(&edited);
            first += u32::from(parts.registration != REGISTRATION);
            second += u32::from(parts.authentication != Some(AUTHENTICATION));
            // An edit that writes a zero byte ends the response early; all others keep the tail.
            if edited.iter().filter(|byte| **byte == 0).count() == input.iter().filter(|byte| **byte == 0).count() {
                assert!(parts.setting.conditional && parts.script == [7, 8], "{seed}");
            }
        }
        assert!(first > 10 && second > 10, "{first} and {second}");
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
