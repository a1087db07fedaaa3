//! `explain CASE`: where a case comes from, what goes wrong in the world, and its response byte by byte.

use std::fmt::Write as _;

use data_encoding::HEXLOWER;
use relycheck_cases::{Case, Delivery, Kind, Offer, catalogue, respond};
use relycheck_forge::{Forge, Rendered, Seed};
use relycheck_judge::Role;
use relycheck_spec::requirement;
use relycheck_wire::annotate::{self, Range};

use crate::cli::{Failure, print};
use crate::exit::Exit;

/// Flags of the verb.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The case's id, as `list` shows it
    case: String,
}

/// Prints the explanation.
///
/// # Errors
/// Where there is no such case.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let Some(case) = catalogue().get(&arguments.case) else {
        let message = format!("explain {}: no such case\n  remedy: `list` shows all ids", arguments.case);
        return Err(Failure::usage(message));
    };
    print(&explain(case)?)?;
    Ok(Exit::Conformant)
}

/// The explanation of a case, rendered with seed 1 and fixed challenges: the same text every time.
///
/// # Errors
/// Where the case cannot be rendered; the suite is at fault then.
pub fn explain(case: &Case) -> Result<String, Failure> {
    let mut out = format!("{}\n{}\n\n", case.id, case.title);
    sources(case, &mut out);
    let _ = writeln!(out, "Wrongly accepted: {}", case.if_accepted.sentence);
    let _ = writeln!(out, "Wrongly refused:  {}", case.if_refused.sentence);
    let twin = case.twin.as_deref().and_then(|twin| catalogue().get(twin));
    if let Some(twin) = twin {
        let _ = writeln!(out, "Positive twin: {}", twin.id);
    }
    let forge = Forge::new(Seed(1));
    for (number, ceremony) in case.script.ceremonies.iter().enumerate() {
        let asked = ceremony.user_verification.map_or("omitted", relycheck_protocol::UserVerification::as_str);
        let abandoned = if ceremony.deliveries.is_empty() { ", abandoned: nothing arrives" } else { "" };
        let _ = writeln!(out, "\nCeremony {}: {}, userVerification {asked}{abandoned}", number + 1, ceremony.kind.as_str());
        for (place, delivery) in ceremony.deliveries.iter().enumerate() {
            let expected = format!("{} by {}", delivery.expectation.outcome.as_str(), delivery.expectation.requirement);
            match delivery.role {
                Role::Setup => {
                    let _ = writeln!(out, "  a response to start from, to be {expected}");
                }
                Role::Subject => {
                    let _ = writeln!(out, "  a response to be {expected}");
                    let rendered = render(&forge, case, number, place)?;
                    let valid = twin.map(|twin| render(&forge, twin, number, place)).transpose()?;
                    response(delivery, ceremony.kind, &rendered, valid.as_ref(), &mut out);
                }
            }
        }
    }
    Ok(out)
}

fn sources(case: &Case, out: &mut String) {
    for id in &case.requirements {
        let Some(row) = requirement(id) else { continue };
        let url = row.url().map_or(String::new(), |url| format!(" <{url}>"));
        let _ = writeln!(out, "{id} ({}): {}{url}", row.severity().as_str(), row.text);
    }
    let platforms = relycheck_platforms::load();
    for id in &case.grid {
        let title = platforms.grid_scenario(id).map_or("", |scenario| scenario.title.as_str());
        let _ = writeln!(out, "{id}: {title}");
    }
    for id in &case.statements {
        let Some(statement) = platforms.statement(id) else { continue };
        let editions = statement.editions.join(", ");
        let _ = writeln!(out, "{id}: {} ({}, edition {editions})", statement.text, statement.place);
    }
    let _ = writeln!(out, "Ground: {}", case.ground.as_str());
}

/// Challenges are counted up, so that the text is the same every time.
fn render(forge: &Forge, case: &Case, ceremony: usize, delivery: usize) -> Result<Rendered, Failure> {
    let challenge =
        |number: usize| Offer { challenge: forge.seed().derive::<32>(&[b"explain", &(number as u64).to_be_bytes()]).to_vec() };
    let offers: Vec<Offer> = (0..=ceremony).map(challenge).collect();
    let handle = |user| forge.user_handle(&case.script.label, user).to_vec();
    respond(forge, &case.script, (ceremony, delivery), &offers, handle)
        .map_err(|error| Failure { exit: Exit::Suite, message: format!("{}: {error}", case.id) })
}

fn response(delivery: &Delivery, kind: Kind, rendered: &Rendered, valid: Option<&Rendered>, out: &mut String) {
    if let Some(departure) = &delivery.departure {
        let _ = writeln!(out, "  departs from its twin: {}", departure.sentence());
    }
    let signed = kind == Kind::Get || rendered.signature.is_some();
    let mark = if signed { "signed" } else { "not signed" };
    let hashed = if signed { "signed by its hash" } else { "not signed" };
    bytes(
        "clientDataJSON",
        hashed,
        &rendered.client_data,
        annotate::client_data(&rendered.client_data),
        valid.map(|it| &*it.client_data),
        out,
    );
    match &rendered.attestation_object {
        Some(object) => {
            let before = valid.and_then(|it| it.attestation_object.as_deref());
            let note = format!("authData {mark}");
            bytes("attestationObject", &note, object, annotate::registration(object), before, out);
        }
        None => {
            let data = &rendered.authenticator_data;
            bytes(
                "authenticatorData",
                mark,
                data,
                annotate::authenticator_data(data),
                valid.map(|it| &*it.authenticator_data),
                out,
            );
            let signature = rendered.signature.as_deref().unwrap_or_default();
            let range = Range { start: 0, end: signature.len(), name: "signature".to_owned(), meaning: "ECDSA, DER".to_owned() };
            let before = valid.and_then(|it| it.signature.as_deref());
            bytes("signature", "over authenticatorData and the hash of clientDataJSON", signature, vec![range], before, out);
        }
    }
    let _ = writeln!(out, "  posted:");
    let _ = writeln!(out, "    {}", rendered.response);
}

/// A table of ranges; where the twin's bytes differ in a range that it has too, those before.
fn bytes(name: &str, note: &str, data: &[u8], ranges: Vec<Range>, before: Option<&[u8]>, out: &mut String) {
    let _ = writeln!(out, "  {name}, {} bytes, {note}", data.len());
    for range in ranges {
        let value = &data[range.start..range.end];
        let _ = writeln!(out, "    {:>4}..{:<4} {} {}  {}", range.start, range.end, range.name, shortened(value), range.meaning);
        let was = before.map(|before| before.get(range.start..range.end).unwrap_or_default());
        if let Some(was) = was.filter(|was| *was != value) {
            let _ = writeln!(out, "               in the twin: {}", shortened(was));
        }
    }
}

/// Hexadecimal, the middle left out where it is long.
fn shortened(value: &[u8]) -> String {
    const MOST: usize = 24;
    match value.len() {
        0 => "(nothing)".to_owned(),
        1..=MOST => HEXLOWER.encode(value),
        _ => format!("{}…{}", HEXLOWER.encode(&value[..8]), HEXLOWER.encode(&value[value.len() - 8..])),
    }
}
