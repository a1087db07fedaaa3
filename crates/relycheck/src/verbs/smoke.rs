//! `smoke`: is it the adapter or the RP? A few cases whose outcome tells the two apart.

use std::fmt::Write as _;
use std::time::Instant;

use relycheck_cases::catalogue;
use relycheck_forge::{Forge, Seed};
use relycheck_judge::{Fault, Observation};
use relycheck_report::{plain, wrapped};
use relycheck_runner::{Driver, Played, Player};

use crate::cli::{Failure, print};
use crate::exit::Exit;
use crate::target::{RelyingPartyArguments, Target};
use crate::verbs::check::LimitArguments;

/// Flags of the verb.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    relying_party: RelyingPartyArguments,
    #[command(flatten)]
    limits: LimitArguments,
}

/// The cases: two that every RP accepts, in this order, and two that none may accept.
const ACCEPTED: [&str; 2] = ["registration/backup/device-bound", "authentication/backup/stays-device-bound"];
const REFUSED: [&str; 2] = ["registration/client-data/challenge-other", "authentication/signature/bit-flipped"];

/// Runs the few cases, each twice, and says who is at fault.
///
/// # Errors
/// Where the RP cannot be started or does not say who it is.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let target = Target::of(&arguments.relying_party)?;
    let mut drivers = target.children(1, arguments.limits.limits(), 1, None)?;
    let deadline = arguments.limits.run_limit().map(|limit| (Instant::now() + limit, limit));
    let Some(driver) = drivers.first_mut() else { return Ok(Exit::NothingRan) };
    let identity = driver.introduce().map_err(|error| Failure {
        exit: Exit::NoRelyingParty,
        message: format!(
            "{error}\n  remedy: it is the adapter: answer `hello` with one line, an `identity` with the `seq` of the request"
        ),
    })?;
    let forge = Forge::new(Seed(1));
    let player = Player { forge: &forge, identity: &identity, challenges: 0, hazards: false };
    let about = format!("{} {}, {}", plain(&identity.name), plain(&identity.version), plain(&identity.language));
    let mut text = wrapped(&about, 0);
    let mut verdict = None;
    for (ids, expected) in [(ACCEPTED, true), (REFUSED, false)] {
        for id in ids {
            if let Some((_, limit)) = deadline.filter(|(deadline, _)| Instant::now() > *deadline) {
                let fault = format!("smoke: the limit of {} s for the whole run is over before {id}", limit.as_secs_f64());
                let message = format!("{fault}\n  remedy: give a longer --run-limit, or look at why the RP is slow");
                return Err(Failure { exit: Exit::NotConformant, message });
            }
            let said = examine(&player, driver.as_mut(), id, expected)?;
            let _ = writeln!(text, "  {id}: {}", if said.is_none() { "as it should be" } else { "OTHERWISE" });
            if verdict.is_none() {
                verdict = said;
            }
        }
    }
    let exit = match verdict {
        None => {
            text.push_str("The adapter speaks the protocol and the RP tells right from wrong.\n`check` will tell the rest.\n");
            Exit::Conformant
        }
        Some(said) => {
            text.push_str(&wrapped(&plain(&said), 0));
            Exit::NotConformant
        }
    };
    print(&text)?;
    Ok(exit)
}

/// Plays a case twice; what is wrong with it, and whose fault that is, in a sentence.
fn examine(player: &Player<'_>, driver: &mut dyn Driver, id: &str, accepted: bool) -> Result<Option<String>, Failure> {
    let suite = |message: String| Failure { exit: Exit::Suite, message };
    let case = catalogue().get(id).ok_or_else(|| suite(format!("{id} is no case")))?;
    let mut outcomes = Vec::new();
    for _ in 0..2 {
        let played = player.play(case, driver).map_err(|error| suite(error.to_string()))?;
        if let Some(fault) = &played.run.fault {
            return Ok(Some(of_fault(id, fault)));
        }
        outcomes.push(last(&played));
    }
    let (first, second) = (outcomes.remove(0), outcomes.remove(0));
    Ok(match (&first, &second) {
        (Some(Observation::Accepted(_)), Some(Observation::Rejected { .. }))
        | (Some(Observation::Rejected { .. }), Some(Observation::Accepted(_))) => Some(format!(
            "It is the adapter: {id} ends otherwise the second time, so something is left over after `reset`, or a session is used twice."
        )),
        (Some(Observation::Rejected { detail, stage }), _) if accepted => {
            let stage = stage.map_or("an unknown stage", relycheck_protocol::Stage::as_str);
            Some(format!(
                "It is the adapter, most likely: {id} is an ordinary ceremony, and it is refused at {stage} with: {detail}. Look at how the \
                 adapter hands over rp_id, origins, session and response; only if these are right is it the RP."
            ))
        }
        (Some(Observation::Accepted(_)), _) if !accepted => Some(format!(
            "{id} is accepted, which no RP that looks at the response would do: the adapter does not pass the refusal on, or the RP does not \
             verify at all."
        )),
        _ => None,
    })
}

fn last(played: &Played) -> Option<Observation> {
    played.run.attempts.last().map(|attempt| attempt.observation.clone())
}

fn of_fault(id: &str, fault: &Fault) -> String {
    match fault {
        Fault::Crashed { detail } => format!("It is the adapter or what it runs in: it ended during {id}: {detail}."),
        Fault::OutOfMemory { detail } => format!("It is the adapter or what it runs in: during {id}, {detail}."),
        Fault::TimedOut { detail } => format!("It is the adapter or what it runs in: during {id} there was {detail}."),
        Fault::Protocol { detail } => format!("It is the adapter: during {id}, {detail}."),
        Fault::NotApplicable { detail, .. } => format!("It is the adapter: {id} is what every RP can do, and {detail}."),
        Fault::LackWorks { capability } => format!("It is the adapter: it declares {} as lacking.", capability.as_str()),
    }
}
