//! From scripts to bytes: every delivery of every case, twice.

use relycheck_cases::{Departure, Kind, Offer, Script, catalogue, respond};
use relycheck_forge::{Emission, Forge, Rendered, Seed};

/// Challenges as a careful RP gives them, one for each ceremony of a script. The first character of their text is `-`, in which the
/// alphabets of base64 and base64url differ.
fn offers(script: &Script, length: usize) -> Vec<Offer> {
    (0..script.ceremonies.len())
        .map(|number| Offer {
            challenge: [0xfb]
                .into_iter()
                .chain((1..length).map(|byte| u8::try_from((byte * 7 + number) % 251).expect("small")))
                .collect(),
            ..Offer::default()
        })
        .collect()
}

fn render(forge: &Forge, script: &Script, place: (usize, usize), offers: &[Offer]) -> Rendered {
    let handle = |user| forge.user_handle(&script.label, user).to_vec();
    respond(forge, script, place, offers, handle).unwrap_or_else(|why| panic!("{}, {place:?}: {why}", script.label))
}

#[test]
fn every_delivery_is_rendered_and_is_the_same_bytes_again() {
    let (forge, again) = (Forge::new(Seed(0)), Forge::new(Seed(0)));
    for case in catalogue().cases() {
        let script = &case.script;
        let offers = offers(script, 32);
        for (number, ceremony) in script.ceremonies.iter().enumerate() {
            for place in 0..ceremony.deliveries.len() {
                let rendered = render(&forge, script, (number, place), &offers);
                assert_eq!(rendered, render(&again, script, (number, place), &offers), "{}", case.id);
                assert_eq!(rendered.attestation_object.is_some(), ceremony.kind == Kind::Create, "{}", case.id);
            }
        }
    }
}

/// credProps is of registrations alone (section 10.1.3); x is an extension that nobody knows. What is not requested has no output.
#[test]
fn what_the_options_request_is_answered_but_where_the_case_is_about_that() {
    let forge = Forge::new(Seed(0));
    for (id, requested, outputs) in [
        ("registration/attachment/cross-platform", true, r#"{"credProps":{"rk":true},"largeBlob":{"supported":true}}"#),
        ("registration/attachment/cross-platform", false, "{}"),
        ("registration/extensions/requested-without-output", true, "{}"),
        ("authentication/attachment/cross-platform", true, r#"{"largeBlob":{}}"#),
        ("authentication/attachment/cross-platform", false, "{}"),
        ("authentication/extensions/requested-without-output", true, "{}"),
    ] {
        let script = &catalogue().get(id).expect("a case").script;
        let mut offers = offers(script, 32);
        for offer in offers.iter_mut().filter(|_| requested) {
            offer.extensions = ["largeBlob", "x", "credProps"].map(str::to_owned).to_vec();
        }
        let response = render(&forge, script, (script.ceremonies.len() - 1, 0), &offers).response;
        assert!(response.contains(&format!(r#""clientExtensionResults":{outputs},"type""#)), "{id}: {response}");
    }
}

/// Under the same inputs, those of the negative, it and its twin are the same bytes but for the response that departs. Of a sweep
/// this holds for each part.
#[test]
fn a_negative_and_its_twin_are_the_same_bytes_but_for_the_response_that_departs() {
    let forge = Forge::new(Seed(0));
    for case in catalogue().cases() {
        let Some(twin) = case.twin.as_deref().and_then(|twin| catalogue().get(twin)) else { continue };
        for script in case.script.parts() {
            let twin_here = at_its_slot(&twin.script, &script);
            let offers = offers(&script, 32);
            let (mut differing, mut requests) = (0, 0);
            for (number, ceremony) in script.ceremonies.iter().enumerate() {
                for (place, delivery) in ceremony.deliveries.iter().enumerate() {
                    let it = render(&forge, &script, (number, place), &offers);
                    let other = render(&forge, &twin_here, (number, place), &offers);
                    // How a credential whose key departs is used later is part of the same departure.
                    let follows = ceremony.only_with.is_some();
                    // Where the request departs, the response is the twin's.
                    let by_request = matches!(delivery.departure, Some(Departure::BegunFor(_)));
                    requests += usize::from(by_request);
                    let departs = delivery.departure.is_some() && !by_request;
                    assert!(follows || (it != other) == departs, "{}, {number}.{place}", case.id);
                    differing += usize::from(it != other && !follows);
                }
            }
            let by_policy = script.policy != twin.script.policy;
            let honest = is_part(&script) && script.without_departure() == script;
            assert_eq!(differing + requests, usize::from(!by_policy && !honest), "{}", case.id);
        }
    }
}

fn is_part(script: &Script) -> bool {
    script.ceremonies.iter().flat_map(|ceremony| &ceremony.deliveries).any(|delivery| delivery.part.is_some())
}

/// The twin with the label and the credential slots of another script.
fn at_its_slot(twin: &Script, other: &Script) -> Script {
    let mut twin = Script { label: other.label.clone(), ..twin.clone() };
    for (ceremony, like) in twin.ceremonies.iter_mut().zip(&other.ceremonies) {
        ceremony.only_with = like.only_with;
        for (delivery, like) in ceremony.deliveries.iter_mut().zip(&like.deliveries) {
            delivery.credential = like.credential;
        }
    }
    twin
}

/// At run time they have nothing in common that an RP could see: no credential id and no user handle.
#[test]
fn a_negative_shares_no_credential_and_no_user_with_its_twin() {
    let forge = Forge::new(Seed(0));
    for case in catalogue().cases() {
        let Some(twin) = case.twin.as_deref().and_then(|twin| catalogue().get(twin)) else { continue };
        for slot in 0..3 {
            let id = |script: &Script| forge.credential(&script.label, slot, &Emission::default()).id;
            assert_ne!(id(&case.script), id(&twin.script), "{}", case.id);
            let handle = |script: &Script| forge.user_handle(&script.label, slot);
            assert_ne!(handle(&case.script), handle(&twin.script), "{}", case.id);
        }
    }
}

/// RPs choose their challenge; no length that the standard allows makes a deviation void. One that changes the alphabet needs a
/// character in which the alphabets differ: of 16 challenges some will have one, and these do.
#[test]
fn no_departure_is_void_under_challenges_of_16_to_64_bytes() {
    let forge = Forge::new(Seed(0));
    for case in catalogue().cases().iter().filter(|case| case.is_negative()) {
        for length in [16, 17, 18, 64] {
            let offers: Vec<Offer> = case
                .script
                .ceremonies
                .iter()
                .map(|_| Offer { challenge: [0xfb, 0, 0x10].repeat(22)[..length].to_vec(), ..Offer::default() })
                .collect();
            for (number, ceremony) in case.script.ceremonies.iter().enumerate() {
                for (place, delivery) in ceremony.deliveries.iter().enumerate() {
                    if matches!(delivery.departure, Some(Departure::Bytes(_))) {
                        render(&forge, &case.script, (number, place), &offers);
                    }
                }
            }
        }
    }
}

#[test]
fn a_late_answer_carries_the_challenge_of_the_ceremony_that_was_abandoned() {
    let forge = Forge::new(Seed(0));
    let mut seen = 0;
    for case in catalogue().cases() {
        let offers = offers(&case.script, 32);
        for (number, ceremony) in case.script.ceremonies.iter().enumerate() {
            for (place, delivery) in ceremony.deliveries.iter().enumerate() {
                let Some(Departure::ChallengeOf(other)) = delivery.departure else { continue };
                let late = render(&forge, &case.script, (number, place), &offers);
                // The bytes that an honest answer would have had, had the ceremony's challenge been the abandoned one's.
                let mut moved = offers.clone();
                moved.swap(other, number);
                let honest = render(&forge, &case.script.without_departure(), (number, place), &moved);
                assert_eq!(late, honest, "{}", case.id);
                if !case.is_negative() {
                    assert_ne!(late, render(&forge, &case.script, (number + 1, 0), &offers), "{}", case.id);
                }
                seen += 1;
            }
        }
    }
    assert!(seen > 30);
}
