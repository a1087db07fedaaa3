//! Every response of the catalogue, rendered for the session that all inputs about ceremonies share.

use relycheck_cases::{Allow, Case, Ceremony, Delivery, Kind, Offer, Script, respond};
use relycheck_forge::Rendered;
use relycheck_fuzzing::{Asked, Setting, session};

/// A response, and what an RP has to be told for it.
pub(super) struct Response {
    /// Of which ceremony.
    pub(super) kind: Kind,
    /// The case, with the part where the case is a sweep.
    pub(super) case: String,
    /// Whether the case has nothing that departs from what honest platforms send.
    pub(super) honest: bool,
    /// The response, whole and in parts.
    pub(super) rendered: Rendered,
    /// The registration of the credential; `None` for registrations, and where the script has none.
    pub(super) registration: Option<String>,
    /// What says the policies of both ceremonies; `None` where no setting does.
    pub(super) setting: Option<Setting>,
}

/// All responses of these cases, in order, each part of a sweep by itself. A departure that changes nothing in this session is left
/// out.
pub(super) fn responses(cases: &[Case]) -> Vec<Response> {
    let of_case =
        |case: &Case| -> Vec<Response> { case.script.parts().iter().flat_map(|script| of_script(case, script)).collect() };
    cases.iter().flat_map(of_case).collect()
}

fn of_script(case: &Case, script: &Script) -> Vec<Response> {
    let all = script.ceremonies.iter().enumerate();
    let places = all.flat_map(|(ceremony, it)| (0..it.deliveries.len()).map(move |delivery| (ceremony, delivery)));
    let mut responses: Vec<Response> = Vec::new();
    let mut registered: Vec<(u32, &Ceremony, String)> = Vec::new();
    for (place, rendered) in places.filter_map(|place| Some((place, render(script, place)?))) {
        let ceremony = &script.ceremonies[place.0];
        let delivery = &ceremony.deliveries[place.1];
        let made =
            (ceremony.kind == Kind::Get).then(|| registered.iter().find(|(slot, ..)| *slot == delivery.credential)).flatten();
        let part = delivery.part.as_ref().map_or(String::new(), |part| format!("/{part}"));
        responses.push(Response {
            kind: ceremony.kind,
            case: format!("{}{part}", case.id),
            honest: !case.is_negative(),
            registration: made.map(|(.., response)| response.clone()),
            setting: setting(script, ceremony, delivery, made.map(|(_, creation, _)| *creation)),
            rendered,
        });
        if ceremony.kind == Kind::Create {
            let response = responses.last().map(|it| it.rendered.response.clone()).unwrap_or_default();
            registered.push((delivery.credential, ceremony, response));
        }
    }
    responses
}

fn render(script: &Script, place: (usize, usize)) -> Option<Rendered> {
    let challenge = |ceremony: &Ceremony| match ceremony.kind {
        Kind::Create => session::CREATION_CHALLENGE,
        Kind::Get => session::REQUEST_CHALLENGE,
    };
    let offers: Vec<Offer> =
        script.ceremonies.iter().map(|it| Offer { challenge: challenge(it).to_vec(), ..Offer::default() }).collect();
    respond(session::forge(), script, place, &offers, |user| session::user_handle(user).to_vec()).ok()
}

/// The setting of a ceremony; of an authentication with that of the registration in it.
fn setting(script: &Script, ceremony: &Ceremony, delivery: &Delivery, creation: Option<&Ceremony>) -> Option<Setting> {
    let registration = creation.unwrap_or(ceremony);
    let setting = Setting::of(&script.policy_of(ceremony), registration.mediation)?;
    let owner = script.origin_of(delivery.credential).map_or(ceremony.user, |(user, _)| user);
    let asked = match &ceremony.allow {
        _ if ceremony.kind == Kind::Create => Asked::Owner,
        Allow::Nobody => Asked::Nobody,
        _ if ceremony.begun_for() != owner => Asked::Another,
        Allow::Only(slots) if !slots.contains(&delivery.credential) => Asked::OwnerAnotherListed,
        Allow::Account | Allow::Only(_) => Asked::Owner,
    };
    Some(Setting { creation: registration.user_verification, asked, ..setting })
}
