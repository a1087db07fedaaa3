//! What a credential record is expected to hold, over sequences of ceremonies.

use relycheck_forge::Emission;
use relycheck_judge::{Expected, Remembered, Role};
use relycheck_protocol::UserVerification;

use crate::build::{History, assertion, registration};

fn emission(uv: bool, bs: bool, sign_count: u32) -> Emission {
    Emission { uv, be: true, bs, sign_count, ..Emission::default() }
}

/// What is to be remembered after a registration and after each authentication.
fn remembered(steps: &[Emission]) -> Vec<Option<Remembered>> {
    let asked = Some(UserVerification::Preferred);
    let mut history = History::of_registration(&steps[0]);
    let mut all = vec![registration(0, asked, None, &steps[0], Role::Setup).expectation.remembered];
    all.extend(steps[1..].iter().map(|now| assertion(0, asked, None, now, &mut history).expectation.remembered));
    all
}

fn record(sign_count: u32, uv_initialized: Option<bool>, backup_state: bool) -> Option<Remembered> {
    Some(Remembered {
        sign_count: Some(sign_count),
        uv_initialized,
        backup_eligible: Some(true),
        backup_state: Some(backup_state),
        transports: Some(vec!["internal".to_owned()]),
        ..Remembered::default()
    })
}

#[test]
fn counter_and_backup_state_follow_the_last_response_and_eligibility_stays() {
    let steps = [emission(true, false, 3), emission(true, true, 4), emission(true, false, 1_000_000)];
    let records = [record(3, Some(true), false), record(4, Some(true), true), record(1_000_000, Some(true), false)];
    assert_eq!(remembered(&steps), records);
}

#[test]
fn verification_that_was_seen_is_not_forgotten() {
    let steps = [emission(true, true, 0), emission(false, true, 0), emission(true, true, 0)];
    assert_eq!(remembered(&steps), vec![record(0, Some(true), true); 3]);
}

#[test]
fn whether_a_later_verification_counts_is_left_open_from_then_on() {
    let steps = [emission(false, true, 0), emission(false, true, 0), emission(true, true, 0), emission(false, true, 0)];
    let (not_yet, open) = (record(0, Some(false), true), record(0, None, true));
    assert_eq!(remembered(&steps), [not_yet.clone(), not_yet, open.clone(), open]);
}

#[test]
fn eligibility_is_that_of_the_registration_whatever_an_authentication_says() {
    let mut history = History::of_registration(&emission(true, false, 0));
    let now = Emission { be: false, ..emission(true, false, 0) };
    let delivery = assertion(0, None, None, &now, &mut history);
    assert_eq!(delivery.expectation.remembered, record(0, Some(true), false));
}

#[test]
fn a_response_that_is_refused_leaves_nothing_behind() {
    let mut history = History::of_registration(&emission(true, false, 0));
    let delivery = assertion(0, Some(UserVerification::Required), None, &emission(false, false, 0), &mut history);
    assert_eq!((delivery.expectation.outcome, delivery.expectation.remembered), (Expected::Rejected, None));
}

#[test]
fn transports_are_those_of_the_registration_and_open_where_it_had_none() {
    let told = |transports: Option<Vec<String>>| Emission { transports, ..emission(true, true, 0) };
    let usb = Some(vec!["usb".to_owned()]);
    for registered in [usb.clone(), None] {
        let records = remembered(&[told(registered.clone()), told(Some(vec!["nfc".to_owned()]))]);
        assert!(records.into_iter().all(|record| record.is_some_and(|record| record.transports == registered)));
    }
}
