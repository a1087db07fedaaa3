//! Longer random journeys over both embedded RPs, and the UV rule against the reference RP.

mod support;

use proptest::prelude::*;
use relycheck::embedded::{Embedded, find};
use relycheck_cases::{Case, Kind, rule, wander};
use relycheck_forge::{Emission, Forge, Seed};
use relycheck_judge::{Expected, Judgement, Observation, Role, Verdict, judge};
use relycheck_platforms::load;
use relycheck_protocol::UserVerification;
use relycheck_runner::Player;
use support::in_process;

fn play(embedded: &Embedded, case: &Case) -> (Judgement, Vec<Observation>) {
    let mut driver = in_process(embedded);
    let identity = driver.introduce().expect("it is built in");
    let forge = Forge::new(Seed(1));
    let player = Player { forge: &forge, identity: &identity, challenges: 0, hazards: true };
    let played = player.play(case, driver.as_mut()).expect("it renders");
    let judgement = judge(&played.run, None);
    (judgement, played.run.attempts.into_iter().map(|attempt| attempt.observation).collect())
}

/// webauthn-rs-core documents that it tracks UV from registration on: a credential registered with UV=1 has to be verified ever
/// after. Seen beside that: not where the registration asked for `discouraged`. Everything else it takes.
fn refused_by_pinned_uv(case: &Case) -> Vec<bool> {
    let pinned = |slot| {
        case.script.ceremonies.iter().filter(|ceremony| ceremony.kind == Kind::Create).any(|ceremony| {
            let asked = ceremony.user_verification != Some(UserVerification::Discouraged);
            asked && ceremony.deliveries.iter().any(|delivery| delivery.credential == slot && delivery.emission.uv)
        })
    };
    let ceremonies = case.script.ceremonies.iter();
    ceremonies
        .flat_map(|ceremony| ceremony.deliveries.iter().map(move |delivery| (ceremony.kind, delivery)))
        .map(|(kind, delivery)| kind == Kind::Get && !delivery.emission.uv && pinned(delivery.credential))
        .collect()
}

proptest! {
    #![proptest_config(support::fixed(48))]

    #[test]
    fn any_journey_is_as_expected(choices in prop::collection::vec(any::<u32>(), 2..24)) {
        let case = wander(load(), &choices);
        let reference = find("reference").expect("built in");
        let (judgement, _) = play(reference, &case);
        prop_assert_eq!(judgement.verdict, Verdict::Pass, "{:?}", judgement);

        if let Some(core) = find("webauthn-rs-core") {
            let (_, observations) = play(core, &case);
            let refused: Vec<bool> = observations.iter().map(|it| matches!(it, Observation::Rejected { .. })).collect();
            prop_assert_eq!(refused, refused_by_pinned_uv(&case));
        }
    }
}

/// Over every request, every combination of flags and both histories, the reference RP does what the rule says.
#[test]
fn the_rule_on_flags_equals_the_reference() {
    let reference = find("reference").expect("built in");
    let requests = [Some(UserVerification::Required), Some(UserVerification::Preferred), Some(UserVerification::Discouraged), None];
    let mut compared = 0;
    for asked in requests {
        for bits in 0..16_u8 {
            let flags = rule::Flags { up: bits & 1 != 0, uv: bits & 2 != 0, be: bits & 4 != 0, bs: bits & 8 != 0 };
            let emission = Emission { up: flags.up, uv: flags.uv, be: flags.be, bs: flags.bs, ..Emission::default() };
            for registered_with_uv in [None, Some(true), Some(false)] {
                let kind = if registered_with_uv.is_none() { Kind::Create } else { Kind::Get };
                let case = one_ceremony(asked, &emission, registered_with_uv);
                let (_, observations) = play(reference, &case);
                let accepted = matches!(observations.last(), Some(Observation::Accepted(_)));
                let (expected, row, _) = rule::expect(kind, asked, None, flags);
                assert_eq!(
                    accepted,
                    expected == Expected::Accepted,
                    "{kind:?} {asked:?} {flags:?} {registered_with_uv:?} by {row}"
                );
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 4 * 16 * 3);
}

/// A registration, or an authentication after a registration with this UV, that sends `emission`.
fn one_ceremony(asked: Option<UserVerification>, emission: &Emission, registered_with_uv: Option<bool>) -> Case {
    let catalogue = relycheck_cases::catalogue();
    let template = match registered_with_uv {
        None => "registration/user-verification/preferred-uv1",
        Some(true) => "authentication/user-verification/preferred-uv1/registered-uv1",
        Some(false) => "authentication/user-verification/preferred-uv1/registered-uv0",
    };
    let mut case = catalogue.get(template).expect("a case").clone();
    let last = case.script.ceremonies.last_mut().expect("a ceremony");
    last.user_verification = asked;
    last.deliveries[0].emission = emission.clone();
    last.deliveries[0].role = Role::Subject;
    case
}
