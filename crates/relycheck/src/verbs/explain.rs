//! `explain CASE`: where a case comes from, what goes wrong in the world, and its response byte by byte.

use std::fmt::Write as _;

use data_encoding::HEXLOWER;
use relycheck_cases::{Allow, Case, Ceremony, Delivery, Departure, Kind, Offer, Script, catalogue, respond};
use relycheck_forge::{Algorithm, Forge, Inapplicable, Rendered, Seed};
use relycheck_judge::{Expected, Role};
use relycheck_protocol::{Mediation, UserVerification};
use relycheck_report::{WIDTH, wrapped};
use relycheck_spec::{class, requirement};
use relycheck_wire::annotate::{self, Range};

use crate::cli::{Failure, print};
use crate::exit::Exit;

/// Flags of the verb.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The case's id, as `list` shows it
    case: String,
    /// One part of a sweep, byte by byte; without it all are named
    #[arg(long, value_name = "NAME")]
    part: Option<String>,
}

/// How many challenges are tried before a deviation counts as void.
const ATTEMPTS: u64 = 16;
/// How many lines of a response are shown.
const MOST_LINES: usize = 100;

/// Prints the explanation.
///
/// # Errors
/// Where there is no such case.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let Some(case) = catalogue().get(&arguments.case) else {
        let message = format!("explain {}: no such case\n  remedy: `list` shows all ids", arguments.case);
        return Err(Failure::usage(message));
    };
    print(&explain(case, arguments.part.as_deref())?)?;
    Ok(Exit::Conformant)
}

/// The explanation of a case, or of one part of a sweep, rendered with seed 1 and fixed challenges: the same text every time.
///
/// # Errors
/// Where there is no such part, or the case cannot be rendered; the suite is at fault then.
pub fn explain(case: &Case, part: Option<&str>) -> Result<String, Failure> {
    let mut out = format!("{}\n{}\n", case.id, wrapped(&case.title, 0));
    sources(case, &mut out);
    let (accepts, refuses) = (case.expected().contains(&Expected::Accepted), case.expected().contains(&Expected::Rejected));
    if refuses {
        out.push_str(&wrapped(&format!("Where it is accepted: {}", case.if_accepted.sentence), 0));
    }
    if accepts {
        out.push_str(&wrapped(&format!("Where it is refused: {}", case.if_refused.sentence), 0));
    }
    let twin = case.twin.as_deref().and_then(|twin| catalogue().get(twin));
    if let Some(twin) = twin {
        let _ = writeln!(out, "Positive twin: {}", twin.id);
    }
    let scripts = case.script.parts();
    let (forge, named) = (Forge::new(Seed(1)), |script: &&Script| part_of(script).map(|(name, _)| name) == part);
    match scripts.iter().find(named) {
        Some(script) => out.push_str(&responses(&forge, script)?),
        None if part.is_none() => scripts.iter().for_each(|script| out.push_str(&part_line(script))),
        None => {
            let (fault, remedy) = if scripts.iter().any(|script| part_of(script).is_some()) {
                ("no such part", "without --part it lists them all")
            } else {
                ("it has no parts", "leave --part out")
            };
            return Err(Failure::usage(format!("explain {}: {fault}\n  remedy: {remedy}", case.id)));
        }
    }
    Ok(out)
}

/// The name of the part of a sweep that a script is, and the response that the part is about.
fn part_of(script: &Script) -> Option<(&str, &Delivery)> {
    let mut deliveries = script.ceremonies.iter().flat_map(|ceremony| &ceremony.deliveries);
    deliveries.find_map(|delivery| Some((delivery.part.as_deref()?, delivery)))
}

/// A part of a sweep, in a sentence.
fn part_line(script: &Script) -> String {
    let Some((name, delivery)) = part_of(script) else { return String::new() };
    let departure = delivery.departure.as_ref().map_or("as an honest platform sends it".to_owned(), Departure::sentence);
    let expected = format!("{} by {}", delivery.expectation.outcome.as_str(), delivery.expectation.requirement);
    wrapped(&format!("{name}, to be {expected}: {departure}"), 2)
}

/// The responses of a script byte by byte, under the first challenges under which its deviation changes something.
fn responses(forge: &Forge, script: &Script) -> Result<String, Failure> {
    let mut fault = String::new();
    for attempt in 0..ATTEMPTS {
        match responses_to(forge, script, attempt) {
            Ok(text) => return Ok(text),
            Err(error) => fault = error.to_string(),
        }
    }
    Err(Failure { exit: Exit::Suite, message: format!("{}: {fault}", script.label) })
}

fn responses_to(forge: &Forge, script: &Script, attempt: u64) -> Result<String, Inapplicable> {
    let mut out = String::new();
    for (number, ceremony) in script.ceremonies.iter().enumerate() {
        out.push('\n');
        out.push_str(&wrapped(&format!("Ceremony {}: {}", number + 1, asked(ceremony)), 0));
        if !ceremony.options.is_empty() {
            let registration = ceremony.kind == Kind::Create;
            let mut rows: Vec<&str> = ceremony.options.iter().map(|rule| rule.requirement(registration)).collect();
            rows.dedup();
            out.push_str(&wrapped(&format!("its options are held to {}", rows.join(", ")), 2));
        }
        for (place, delivery) in ceremony.deliveries.iter().enumerate() {
            let stage = delivery.expectation.stage.map_or(String::new(), |stage| format!(", at {}", stage.as_str()));
            let expected = format!("{} by {}{stage}", delivery.expectation.outcome.as_str(), delivery.expectation.requirement);
            match delivery.role {
                Role::Setup => {
                    let _ = writeln!(out, "  a response to start from, to be {expected}");
                }
                Role::Subject => {
                    let _ = writeln!(out, "  a response to be {expected}");
                    // Before and after are rendered under the same inputs: this case's own.
                    let render = |script: &Script| render(forge, script, (number, place), attempt);
                    let valid = delivery.departure.is_some().then(|| render(&script.without_departure()));
                    let (rendered, valid) = (render(script)?, valid.transpose()?);
                    response(delivery, ceremony.kind, &rendered, valid.as_ref(), &mut out);
                }
            }
        }
    }
    Ok(out)
}

/// What a ceremony begins with, and what becomes of it.
fn asked(ceremony: &Ceremony) -> String {
    let verification = ceremony.user_verification.map_or("omitted", UserVerification::as_str);
    let mut words = vec![ceremony.kind.as_str().to_owned(), format!("userVerification {verification}")];
    if ceremony.mediation == Some(Mediation::Conditional) {
        words.push("mediation conditional".to_owned());
    }
    match (ceremony.kind, &ceremony.allow) {
        (Kind::Get, Allow::Nobody) => words.push("the user is not known, nothing is listed".to_owned()),
        (Kind::Get, Allow::Only(slots)) if slots.is_empty() => words.push("nothing is listed".to_owned()),
        (Kind::Get, Allow::Only(slots)) => {
            let numbers: Vec<String> = slots.iter().map(u32::to_string).collect();
            words.push(format!("lists credential {} alone", numbers.join(", ")));
        }
        _ => {}
    }
    if ceremony.begun_for() != 0 {
        words.push(format!("for user {}", ceremony.begun_for()));
    }
    if ceremony.deliveries.is_empty() {
        words.push("abandoned: nothing arrives".to_owned());
    }
    if ceremony.only_with.is_some() {
        words.push("only where that was accepted".to_owned());
    }
    if ceremony.without_outputs {
        words.push("only where the options request an extension, of which there is no output".to_owned());
    }
    words.join(", ")
}

/// What the RP is told that is not as in the plainest case, in the protocol's own terms; nothing where all is.
fn policy(script: &Script) -> Option<String> {
    let members = |script: &Script| serde_json::to_value(&script.policy).ok()?.as_object().cloned();
    let (own, plain) = (members(script)?, members(&Script::new(""))?);
    let other: Vec<String> =
        own.iter().filter(|(name, value)| plain.get(*name) != Some(value)).map(|(name, value)| format!("{name} {value}")).collect();
    (!other.is_empty()).then(|| other.join(", "))
}

fn sources(case: &Case, out: &mut String) {
    for id in &case.requirements {
        let Some(row) = requirement(id) else { continue };
        let url = row.url().map_or(String::new(), |url| format!(" <{url}>"));
        out.push_str(&wrapped(&format!("{id} ({}): {}{url}", row.severity().as_str(), row.text), 0));
    }
    for id in &case.classes {
        let Some(class) = class(id) else { continue };
        let advisories = if class.advisories.is_empty() { String::new() } else { format!(" ({})", class.advisories.join(", ")) };
        out.push_str(&wrapped(&format!("{id}: {}{advisories}", class.title), 0));
    }
    let platforms = relycheck_platforms::load();
    for id in &case.grid {
        let title = platforms.grid_scenario(id).map_or("", |scenario| scenario.title.as_str());
        out.push_str(&wrapped(&format!("{id}: {title}"), 0));
    }
    for id in &case.statements {
        let Some(statement) = platforms.statement(id) else { continue };
        let editions = statement.editions.join(", ");
        out.push_str(&wrapped(&format!("{id}: {} ({}, edition {editions})", statement.text, statement.place), 0));
    }
    let _ = writeln!(out, "Ground: {}", case.ground.as_str());
    if let Some(policy) = policy(&case.script) {
        out.push_str(&wrapped(&format!("Policy: {policy}"), 0));
    }
}

/// Challenges are counted up, so that the text is the same every time.
fn render(forge: &Forge, script: &Script, place: (usize, usize), attempt: u64) -> Result<Rendered, Inapplicable> {
    let challenge = |number: usize| {
        let number = number as u64 + (attempt << 32);
        Offer { challenge: forge.seed().derive::<32>(&[b"explain", &number.to_be_bytes()]).to_vec(), ..Offer::default() }
    };
    let offers: Vec<Offer> = (0..=place.0).map(challenge).collect();
    respond(forge, script, place, &offers, |user| forge.user_handle(&script.label, user).to_vec())
}

fn response(delivery: &Delivery, kind: Kind, rendered: &Rendered, valid: Option<&Rendered>, out: &mut String) {
    if let Some(departure) = &delivery.departure {
        out.push_str(&wrapped(&format!("its departure: {}", departure.sentence()), 2));
    }
    let algorithm = delivery.emission.algorithm;
    let parts = parts(kind, algorithm, rendered);
    let before = valid.map(|valid| self::parts(kind, algorithm, valid)).unwrap_or_default();
    for part in &parts {
        part.describe(before.iter().find(|other| other.name == part.name), out);
    }
    let _ = writeln!(out, "  posted (one line, broken here):");
    let characters: Vec<char> = rendered.response.chars().collect();
    for line in characters.chunks(76).take(MOST_LINES) {
        let _ = writeln!(out, "    {}", line.iter().collect::<String>());
    }
    if characters.len() > MOST_LINES * 76 {
        let _ = writeln!(out, "    … {} characters in all", characters.len());
    }
}

/// One byte string of a response with its named ranges.
struct Part<'a> {
    name: &'static str,
    note: String,
    data: &'a [u8],
    ranges: Vec<Range>,
}

/// The byte strings of a response in the order in which they are made.
fn parts(kind: Kind, algorithm: Algorithm, rendered: &Rendered) -> Vec<Part<'_>> {
    let signed = kind == Kind::Get || rendered.signature.is_some();
    let hashed = if signed { "signed by its hash" } else { "not signed" };
    let mark = if signed { "signed" } else { "not signed" };
    let data = &rendered.client_data;
    let mut parts = vec![Part { name: "clientDataJSON", note: hashed.to_owned(), data, ranges: annotate::client_data(data) }];
    if let Some(data) = &rendered.attestation_object {
        let ranges = annotate::registration(data);
        parts.push(Part { name: "attestationObject", note: format!("its authData {mark}"), data, ranges });
        return parts;
    }
    let data = &rendered.authenticator_data;
    let ranges = annotate::authenticator_data(data);
    parts.push(Part { name: "authenticatorData", note: mark.to_owned(), data, ranges });
    let data = rendered.signature.as_deref().unwrap_or_default();
    let whole = Range { start: 0, end: data.len(), name: "signature".to_owned(), meaning: algorithm.name().to_owned() };
    let note = "over authenticatorData and the hash of clientDataJSON".to_owned();
    parts.push(Part { name: "signature", note, data, ranges: vec![whole] });
    parts
}

impl Part<'_> {
    /// A line per range; where the twin's range of the same name holds other bytes, those too.
    fn describe(&self, before: Option<&Part<'_>>, out: &mut String) {
        let _ = writeln!(out, "  {}, {} bytes, {}", self.name, self.data.len(), self.note);
        for range in &self.ranges {
            let value = &self.data[range.start..range.end];
            let _ = writeln!(out, "    {:>4}..{:<4} {}", range.start, range.end, range.name);
            let (shown, indent) = (shortened(value), 15);
            if indent + shown.chars().count() + 2 + range.meaning.chars().count() <= WIDTH {
                let _ = writeln!(out, "{:indent$}{shown}  {}", "", range.meaning);
            } else {
                let _ = writeln!(out, "{:indent$}{shown}", "");
                out.push_str(&wrapped(&range.meaning, indent));
            }
            let named = |part: &&Part<'_>| part.ranges.iter().filter(|other| other.name == range.name).count() == 1;
            let was = before.filter(named).and_then(|part| {
                let other = part.ranges.iter().find(|other| other.name == range.name)?;
                part.data.get(other.start..other.end)
            });
            if let Some(was) = was.filter(|was| *was != value) {
                let _ = writeln!(out, "               without the departure: {}", shortened(was));
            }
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
