//! Runs a selection of cases over one or more drivers and judges them.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use relycheck_cases::Catalogue;
use relycheck_forge::Forge;
use relycheck_judge::{Fault, Judgement, accepted_throughout, judge};
use relycheck_protocol::Identity;

use crate::driver::{Driver, StartError};
use crate::play::{Exchange, Played, Player, SuiteError};
use crate::schedule::schedule;

/// An RP that dies in so many cases, one after the other in the order of the schedule, is given up.
const DEATHS_IN_A_ROW: usize = 3;

/// What to run.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// All cases.
    pub catalogue: &'a Catalogue,
    /// The positions of those to run.
    pub selected: &'a [usize],
    /// Order, keys, ids.
    pub seed: u64,
    /// The series of challenges, see [`Player::challenges`].
    pub challenges: u64,
    /// Whether hazards are played, see [`Player::hazards`].
    pub hazards: bool,
    /// Positions that an earlier part of this very run has judged, with whether every response was accepted. They are not run again.
    pub known: &'a BTreeMap<usize, bool>,
    /// How long the whole run may take.
    pub limit: Option<Duration>,
}

static NONE_KNOWN: BTreeMap<usize, bool> = BTreeMap::new();

impl<'a> Plan<'a> {
    /// The selected cases from the beginning, without hazards, however long it takes.
    #[must_use]
    pub fn new(catalogue: &'a Catalogue, selected: &'a [usize], seed: u64) -> Self {
        Self { catalogue, selected, seed, challenges: 0, hazards: false, known: &NONE_KNOWN, limit: None }
    }
}

/// One case, judged.
#[derive(Clone, Debug)]
pub struct CaseResult {
    /// The case's position in the catalogue.
    pub position: usize,
    /// The verdict.
    pub judgement: Judgement,
    /// What was seen and what passed.
    pub played: Played,
}

/// What happens while a run goes on, in the order of the schedule, but that a negative follows its twin.
#[derive(Clone, Debug)]
pub enum Event<'a> {
    /// The RP has introduced itself.
    Introduced(&'a Identity),
    /// A selected case has its verdict.
    Judged(&'a CaseResult),
}

/// Is told of each event, and says whether the run goes on.
type OnEvent<'a> = &'a mut dyn FnMut(Event<'_>) -> ControlFlow<()>;

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Every selected case has a verdict.
    Complete,
    /// The RP could not be started, or broke the handshake.
    NotStarted(StartError),
    /// The RP died too often in a row.
    Died(String),
    /// The time for the whole run is over.
    OutOfTime(Duration),
    /// Whoever is told of the events wants no more of them.
    Stopped,
    /// The suite is at fault.
    Suite(SuiteError),
}

impl Ended {
    /// Why the run did not come to its end, in a sentence; `None` where it did.
    #[must_use]
    pub fn broken_off(&self) -> Option<String> {
        match self {
            Self::Complete => None,
            Self::NotStarted(error) => Some(error.to_string()),
            Self::Died(detail) => Some(format!("the relying party died three times in a row: {detail}")),
            Self::OutOfTime(limit) => Some(format!("the limit of {} s for the whole run is over", limit.as_secs_f64())),
            Self::Stopped => Some("whoever asked for the results stopped it".to_owned()),
            Self::Suite(error) => Some(error.to_string()),
        }
    }
}

/// A run.
#[derive(Clone, Debug)]
pub struct Report {
    /// Who was checked, if it came to that.
    pub identity: Option<Identity>,
    /// The selected cases that have a verdict, in the order of the schedule.
    pub results: Vec<CaseResult>,
    /// How it ended.
    pub ended: Ended,
}

/// Runs a plan over `drivers`, one worker each, and tells `on_event` as it goes.
///
/// The verdicts do not depend on how many drivers there are; nor do the order and content of the events.
pub fn run(plan: &Plan<'_>, drivers: Vec<Box<dyn Driver>>, on_event: &mut dyn FnMut(Event<'_>)) -> Report {
    run_while(plan, drivers, &mut |event| {
        on_event(event);
        ControlFlow::Continue(())
    })
}

/// Runs a plan as [`run`] does, until `on_event` breaks it off; no case is begun after that.
pub fn run_while(plan: &Plan<'_>, mut drivers: Vec<Box<dyn Driver>>, on_event: OnEvent<'_>) -> Report {
    let mut identities = Vec::new();
    for driver in &mut drivers {
        match driver.introduce() {
            Ok(identity) => identities.push(identity),
            Err(error) => return Report { identity: None, results: Vec::new(), ended: Ended::NotStarted(error) },
        }
    }
    let Some(identity) = identities.into_iter().next() else {
        let error = StartError::Handshake("there is no driver".to_owned());
        return Report { identity: None, results: Vec::new(), ended: Ended::NotStarted(error) };
    };
    if on_event(Event::Introduced(&identity)).is_break() {
        return Report { identity: Some(identity), results: Vec::new(), ended: Ended::Stopped };
    }

    let forge = Forge::new(relycheck_forge::Seed(plan.seed));
    let player = Player { forge: &forge, identity: &identity, challenges: plan.challenges, hazards: plan.hazards };
    let mut order = schedule(plan.catalogue, plan.selected, plan.seed);
    order.retain(|position| !plan.known.contains_key(position));
    let began = Instant::now();
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let (sender, receiver) = channel();
    let (results, ended) = std::thread::scope(|scope| {
        for mut driver in drivers {
            let sender = sender.clone();
            let (order, next, stop, player) = (&order, &next, &stop, &player);
            scope.spawn(move || {
                let mut dead = false;
                while !stop.load(Ordering::Relaxed) {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some(&position) = order.get(place) else { break };
                    let outcome = match plan.limit.filter(|&limit| began.elapsed() > limit) {
                        Some(limit) => Err(Ended::OutOfTime(limit)),
                        None => work(plan, player, position, driver.as_mut(), &mut dead),
                    };
                    let ends = outcome.is_err();
                    if sender.send((place, outcome)).is_err() || ends {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let mut collector = Collector::new(plan, &order);
        for (place, outcome) in receiver {
            collector.take(place, outcome, on_event);
            stop.fetch_or(collector.ended.is_some(), Ordering::Relaxed);
        }
        collector.finish()
    });
    Report { identity: Some(identity), results, ended }
}

/// Plays one case; an RP that is dead is started anew before.
fn work(plan: &Plan<'_>, player: &Player<'_>, position: usize, driver: &mut dyn Driver, dead: &mut bool) -> Result<Played, Ended> {
    if std::mem::take(dead) {
        driver.introduce().map_err(Ended::NotStarted)?;
    }
    let played = player.play(&plan.catalogue.cases()[position], driver).map_err(Ended::Suite)?;
    *dead = is_out_of_step(&played);
    Ok(played)
}

/// How the RP died, if it did: by itself, or because the suite had to end it.
fn death(played: &Played) -> Option<&str> {
    match played.run.fault.as_ref()? {
        Fault::Crashed { detail } | Fault::OutOfMemory { detail } | Fault::TimedOut { detail } => Some(detail),
        Fault::Protocol { .. } | Fault::NotApplicable { .. } | Fault::LackWorks { .. } => None,
    }
}

/// Whether the next case needs the RP started anew: it died, or its answers are out of step.
fn is_out_of_step(played: &Played) -> bool {
    death(played).is_some() || matches!(played.run.fault, Some(Fault::Protocol { .. }))
}

/// Puts results in the order of the schedule and judges each when its twin is known. What comes after the place at which a run
/// ends is left out, however many workers went on meanwhile.
struct Collector<'a> {
    plan: &'a Plan<'a>,
    order: &'a [usize],
    waiting: BTreeMap<usize, Result<Played, Ended>>,
    next: usize,
    twins: Vec<Option<bool>>,
    /// By twin: the cases that wait for it.
    put_aside: BTreeMap<usize, Vec<(usize, Played)>>,
    selected: Vec<bool>,
    results: Vec<CaseResult>,
    deaths: usize,
    ended: Option<Ended>,
}

impl<'a> Collector<'a> {
    fn new(plan: &'a Plan<'a>, order: &'a [usize]) -> Self {
        let count = plan.catalogue.cases().len();
        let mut selected = vec![false; count];
        for &position in plan.selected {
            selected[position] = true;
        }
        let mut twins = vec![None; count];
        for (&position, &accepted) in plan.known {
            twins[position] = Some(accepted);
        }
        Self {
            plan,
            order,
            waiting: BTreeMap::new(),
            next: 0,
            twins,
            put_aside: BTreeMap::new(),
            selected,
            results: Vec::new(),
            deaths: 0,
            ended: None,
        }
    }

    fn take(&mut self, place: usize, outcome: Result<Played, Ended>, on_event: OnEvent<'_>) {
        self.waiting.insert(place, outcome);
        while self.ended.is_none()
            && let Some(outcome) = self.waiting.remove(&self.next)
        {
            let position = self.order[self.next];
            self.next += 1;
            match outcome {
                Ok(played) => {
                    self.count_deaths(&played);
                    self.judge(position, played, on_event);
                }
                Err(ended) => self.ended = Some(ended),
            }
        }
    }

    /// A case that needed nothing of the RP says nothing about whether it lives.
    fn count_deaths(&mut self, played: &Played) {
        match death(played) {
            Some(detail) => {
                self.deaths += 1;
                if self.deaths == DEATHS_IN_A_ROW {
                    self.ended = Some(Ended::Died(detail.to_owned()));
                }
            }
            None if played.exchanges.is_empty() => {}
            None => self.deaths = 0,
        }
    }

    /// Judges a case whose twin is known, and then those that waited for it as their twin; puts aside one whose twin is to come.
    /// One that did not come to its end says so whatever its twin does, and its line must not be lost where the run ends first.
    fn judge(&mut self, position: usize, played: Played, on_event: OnEvent<'_>) {
        self.twins[position] = Some(accepted_throughout(&played.run));
        let twin = self.twin_of(position);
        match twin.filter(|&twin| self.twins[twin].is_none() && played.run.fault.is_none()) {
            Some(twin) => self.put_aside.entry(twin).or_default().push((position, played)),
            None => self.conclude(position, twin, played, on_event),
        }
        for (waiting, played) in self.put_aside.remove(&position).unwrap_or_default() {
            self.conclude(waiting, Some(position), played, on_event);
        }
    }

    fn twin_of(&self, position: usize) -> Option<usize> {
        self.plan.catalogue.cases()[position].twin.as_deref().and_then(|twin| self.plan.catalogue.position(twin))
    }

    fn conclude(&mut self, position: usize, twin: Option<usize>, played: Played, on_event: OnEvent<'_>) {
        if !self.selected[position] || self.ended == Some(Ended::Stopped) {
            return;
        }
        let twin_accepted = twin.map(|twin| self.twins[twin] == Some(true));
        let result = CaseResult { position, judgement: judge(&played.run, twin_accepted), played };
        if on_event(Event::Judged(&result)).is_break() {
            self.ended = Some(Ended::Stopped);
        }
        self.results.push(result);
    }

    fn finish(self) -> (Vec<CaseResult>, Ended) {
        (self.results, self.ended.unwrap_or(Ended::Complete))
    }
}

impl CaseResult {
    /// What passed between suite and RP.
    #[must_use]
    pub fn exchanges(&self) -> &[Exchange] {
        &self.played.exchanges
    }
}
