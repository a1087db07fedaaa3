//! Takes cases in: accepted, refused, left open, in two steps, or swept; and sees to it that each negative's twin is a case of its own.

use std::collections::{BTreeMap, HashMap};

use relycheck_forge::Deviation;
use relycheck_judge::{Effect, Expectation, Expected, Role};
use relycheck_protocol::Stage;

use crate::build::{assertion, refused};
use crate::case::{Case, Ground};
use crate::effect::{as_it_should_be, cannot, lockout};
use crate::recipe::Recipe;
use crate::script::{Ceremony, Delivery, Departure, Kind, Script};

/// All cases so far, by id.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    cases: BTreeMap<String, Case>,
    /// The twins of the negatives, by the negative's id.
    twins: BTreeMap<String, Case>,
}

/// One part of a sweep: its name, what departs, and what is to be done with it.
#[derive(Clone, Debug)]
pub(crate) struct SweepPart {
    pub(crate) name: String,
    pub(crate) departure: Option<Departure>,
    pub(crate) demand: Demand,
}

/// What is to be done with a response, and the row that says so.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Demand {
    /// To be accepted.
    Accepted(&'static str),
    /// To be refused, and where.
    Refused(&'static str, Stage),
    /// To be refused, wherever: what follows cannot be read either.
    RefusedSomewhere(&'static str),
    /// Either is right.
    Either(&'static str),
}

impl Demand {
    fn expectation(self) -> Expectation {
        match self {
            Self::Refused(row, stage) => refused(row, stage),
            Self::RefusedSomewhere(row) => Expectation { outcome: Expected::Rejected, ..Self::Either(row).expectation() },
            Self::Accepted(row) => {
                Expectation { outcome: Expected::Accepted, requirement: row.to_owned(), stage: None, remembered: None }
            }
            Self::Either(row) => {
                Expectation { outcome: Expected::Either, requirement: row.to_owned(), stage: None, remembered: None }
            }
        }
    }

    fn row(self) -> &'static str {
        match self {
            Self::Accepted(row) | Self::Refused(row, _) | Self::RefusedSomewhere(row) | Self::Either(row) => row,
        }
    }
}

impl SweepPart {
    /// The recipe's own response, to be accepted by `row`.
    pub(crate) fn honest(name: impl Into<String>, row: &'static str) -> Self {
        Self { name: name.into(), departure: None, demand: Demand::Accepted(row) }
    }

    /// A part in which these bytes deviate.
    pub(crate) fn deviating(name: impl Into<String>, deviation: Deviation, demand: Demand) -> Self {
        Self { name: name.into(), departure: Some(Departure::Bytes(deviation)), demand }
    }
}

/// `registration/…` or `authentication/…`.
fn id_of(kind: Kind, id: &str) -> String {
    match kind {
        Kind::Create => format!("registration/{id}"),
        Kind::Get => format!("authentication/{id}"),
    }
}

/// A case that rests on the standard.
pub(crate) fn case(id: String, title: &str, rows: &[&str], script: Script, if_accepted: Effect, if_refused: Effect) -> Case {
    Case {
        id,
        title: title.to_owned(),
        requirements: rows.iter().map(|&row| row.to_owned()).collect(),
        grid: Vec::new(),
        statements: Vec::new(),
        classes: Vec::new(),
        hazard: false,
        ground: Ground::Standard,
        cell: None,
        script,
        twin: None,
        if_accepted,
        if_refused,
    }
}

impl Builder {
    /// A response that has to be accepted, by `row`, or by the rule on flags where that is `None`. `who` is locked out otherwise.
    pub(crate) fn accepted(&mut self, id: &str, title: &str, row: Option<&str>, recipe: &Recipe, who: &str) -> &mut Case {
        let mut script = recipe.script();
        let expectation = &mut subject(&mut script).expectation;
        if let Some(row) = row {
            row.clone_into(&mut expectation.requirement);
        }
        let decided = expectation.requirement.clone();
        let harmed = match recipe.kind {
            Kind::Create => lockout(format!("{who} cannot register.")),
            Kind::Get => lockout(format!("{who} cannot sign in.")),
        };
        self.positive(case(id_of(recipe.kind, id), title, &[&decided], script, as_it_should_be(), harmed))
    }

    /// A response that departs from a valid one and has to be accepted all the same, by `row`.
    pub(crate) fn tolerated(&mut self, id: &str, row: &'static str, recipe: &Recipe, deviation: Deviation, who: &str) -> &mut Case {
        self.departing_without_twin(id, Demand::Accepted(row), recipe, deviation, cannot(recipe.kind, who))
    }

    /// A response that departs from a valid one, and whether it is accepted is up to the RP, by `row`.
    pub(crate) fn left_open(&mut self, id: &str, row: &'static str, recipe: &Recipe, deviation: Deviation) -> &mut Case {
        self.departing_without_twin(id, Demand::Either(row), recipe, deviation, as_it_should_be())
    }

    fn departing_without_twin(
        &mut self,
        id: &str,
        demand: Demand,
        recipe: &Recipe,
        deviation: Deviation,
        if_refused: Effect,
    ) -> &mut Case {
        let mut script = recipe.script();
        let title = format!("{} in which {}", noun(recipe.kind), deviation.sentence());
        let delivery = subject(&mut script);
        delivery.expectation = demand.expectation();
        delivery.departure = Some(Departure::Bytes(deviation));
        self.positive(case(id_of(recipe.kind, id), &title, &[demand.row()], script, as_it_should_be(), if_refused))
    }

    /// A response with one deviation, that has to be refused by `row` at `stage`.
    pub(crate) fn refused(
        &mut self,
        id: &str,
        target: (&str, Stage),
        recipe: &Recipe,
        deviation: Deviation,
        if_accepted: Effect,
    ) -> &mut Case {
        self.departing(id, recipe.kind, target, recipe.script(), Departure::Bytes(deviation), if_accepted)
    }

    /// A script whose last response departs, and has to be refused by `row` at `stage`. Its twin is the script as it is.
    pub(crate) fn departing(
        &mut self,
        id: &str,
        kind: Kind,
        (row, stage): (&str, Stage),
        twin: Script,
        departure: Departure,
        if_accepted: Effect,
    ) -> &mut Case {
        let mut script = twin.clone();
        let title = format!("{} in which {}", noun(kind), departure.sentence());
        let delivery = subject(&mut script);
        delivery.expectation = refused(row, stage);
        delivery.departure = Some(departure);
        let negative = case(id_of(kind, id), &title, &[row], script, if_accepted, as_it_should_be());
        self.negative(negative, valid_twin(kind, id, twin))
    }

    /// A registration and the use of what it registers, which both have to be accepted.
    pub(crate) fn used(&mut self, id: &str, title: &str, recipe: &Recipe, who: &str) -> &mut Case {
        let script = and_its_use(recipe);
        let decided =
            script.ceremonies.iter().flat_map(|ceremony| &ceremony.deliveries).map(|it| it.expectation.requirement.clone());
        let (requirements, harmed) = (decided.collect(), lockout(format!("{who} cannot register and sign in.")));
        let positive = case(id_of(Kind::Create, id), title, &[], script, as_it_should_be(), harmed);
        self.positive(Case { requirements, ..positive })
    }

    /// A registration with one deviation that only whoever makes the key is forbidden: refused, or at the latest the authentication
    /// with that credential is. Accepted at registration alone it is a notice; accepted twice it has the row's severity.
    pub(crate) fn refused_at_last(
        &mut self,
        id: &str,
        (row, stage): (&str, Stage),
        recipe: &Recipe,
        deviation: Deviation,
        if_accepted: Effect,
    ) -> &mut Case {
        let twin = and_its_use(recipe);
        let mut script = twin.clone();
        let title = format!("A registration, and then its use, in which {}", deviation.sentence());
        let [registered, used] = &mut script.ceremonies[..] else { unreachable!("a registration and an authentication") };
        registered.deliveries[0].expectation = refused(row, stage);
        registered.deliveries[0].departure = Some(Departure::Bytes(deviation));
        // Wherever in verifying it the key is found to be unusable.
        used.deliveries[0].expectation = Expectation { stage: None, ..refused(row, stage) };
        let negative = case(id_of(Kind::Create, id), &title, &[row], script, if_accepted, as_it_should_be());
        self.negative(negative, valid_twin(Kind::Create, id, twin))
    }

    /// Many responses that differ in one place, each in a ceremony of its own and with a demand of its own. Where one has to be
    /// refused, the recipe's own response is the twin.
    pub(crate) fn sweep(
        &mut self,
        id: &str,
        title: &str,
        recipe: &Recipe,
        parts: Vec<SweepPart>,
        if_accepted: Effect,
        if_refused: Effect,
    ) -> &mut Case {
        let twin = recipe.script();
        let mut script = twin.clone();
        let model = script.ceremonies.pop().unwrap_or_else(|| unreachable!("a recipe has a last ceremony"));
        let mut rows: Vec<&str> = Vec::new();
        for (part, number) in parts.iter().zip(0_u32..) {
            let mut ceremony = model.clone();
            let delivery = &mut ceremony.deliveries[0];
            delivery.part = Some(part.name.clone());
            delivery.departure.clone_from(&part.departure);
            delivery.expectation = part.demand.expectation();
            if recipe.kind == Kind::Create {
                // A credential of its own, for what is accepted is registered.
                delivery.credential = number;
            }
            if !rows.contains(&part.demand.row()) {
                rows.push(part.demand.row());
            }
            script.ceremonies.push(ceremony);
        }
        let refuses = parts.iter().any(|part| matches!(part.demand, Demand::Refused(..) | Demand::RefusedSomewhere(_)));
        let swept = case(id_of(recipe.kind, id), title, &rows, script, if_accepted, if_refused);
        if refuses { self.negative(swept, valid_twin(recipe.kind, id, twin)) } else { self.positive(swept) }
    }

    /// A case without a twin. Its own id is the label of its keys and ids, so the label given is of no account.
    pub(crate) fn positive(&mut self, case: Case) -> &mut Case {
        self.take(case)
    }

    /// A negative with its twin, which becomes a case where no other has the same script.
    pub(crate) fn negative(&mut self, case: Case, twin: Case) -> &mut Case {
        self.twins.insert(case.id.clone(), twin);
        self.take(case)
    }

    /// The label is the case's own: what a twin's keys, ids and challenge have in common with a negative's would tell the two apart.
    fn take(&mut self, mut case: Case) -> &mut Case {
        let id = case.id.clone();
        debug_assert!(!self.cases.contains_key(&id), "two cases are called {id}");
        case.script.label.clone_from(&id);
        self.cases.entry(id).or_insert(case)
    }

    /// All cases, sorted by id, each negative with its twin: of the positive cases with that script the one whose id is most alike.
    pub(crate) fn finish(mut self) -> Vec<Case> {
        let mut positives: HashMap<Script, Vec<String>> = HashMap::new();
        for case in self.cases.values().filter(|case| !self.twins.contains_key(&case.id)) {
            positives.entry(unlabelled(&case.script)).or_default().push(case.id.clone());
        }
        for (id, twin) in std::mem::take(&mut self.twins) {
            let of_script = positives.entry(unlabelled(&twin.script)).or_default();
            let alike = |other: &&String| other.bytes().zip(id.bytes()).take_while(|(one, other)| one == other).count();
            let chosen = match of_script.iter().max_by_key(|other| (alike(other), std::cmp::Reverse(*other))) {
                Some(known) => known.clone(),
                None => {
                    of_script.push(twin.id.clone());
                    self.take(twin).id.clone()
                }
            };
            if let Some(negative) = self.cases.get_mut(&id) {
                negative.twin = Some(chosen);
            }
        }
        self.cases.into_values().collect()
    }
}

/// A registration, and the use of what it registers where that was accepted.
fn and_its_use(recipe: &Recipe) -> Script {
    let emission = &recipe.emission;
    let mut script = recipe.script();
    let mut history = crate::build::History::of_registration(emission);
    let asked = recipe.user_verification;
    let used = assertion(0, asked, None, emission, &mut history);
    script.ceremonies.push(Ceremony { only_with: Some(0), ..Ceremony::get(0, asked).deliver(used) });
    script
}

/// The response that a case is about: the last one.
fn subject(script: &mut Script) -> &mut Delivery {
    let last = script.ceremonies.last_mut().and_then(|ceremony| ceremony.deliveries.last_mut());
    last.unwrap_or_else(|| unreachable!("a recipe delivers a response last"))
}

fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::Create => "A registration",
        Kind::Get => "An authentication",
    }
}

fn valid_twin(kind: Kind, id: &str, script: Script) -> Case {
    let mut rows: Vec<String> = Vec::new();
    for delivery in script.ceremonies.iter().flat_map(|ceremony| &ceremony.deliveries) {
        if delivery.role == Role::Subject && !rows.contains(&delivery.expectation.requirement) {
            rows.push(delivery.expectation.requirement.clone());
        }
    }
    let (title, refused) = match kind {
        Kind::Create => ("The same registration without the deviation", lockout("An ordinary registration is refused.")),
        Kind::Get => ("The same authentication without the departure", lockout("An ordinary login is refused.")),
    };
    let twin = case(id_of(kind, &format!("{id}/twin")), title, &[], script, as_it_should_be(), refused);
    Case { requirements: rows, ..twin }
}

fn unlabelled(script: &Script) -> Script {
    Script { label: String::new(), ..script.clone() }
}
