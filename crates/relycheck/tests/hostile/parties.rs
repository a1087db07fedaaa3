//! Relying parties that keep the protocol and judge wrongly.

use std::collections::BTreeSet;

use relycheck_protocol::{
    Accepted, AuthenticationBegin, AuthenticationFinish, Begin, Capability, Finish, Identity, Lack, Policy, RegistrationBegin,
    RegistrationFinish, Rejected, RelyingParty, Stage, Stored,
};
use relycheck_reference::Reference;
use serde_json::Value;

/// Terminal escapes, a title that a terminal would take over, markup for HTML and Markdown, and a NUL.
pub(crate) const ILL_WORDS: &str =
    "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m<script>alert('x')</script>]]><![CDATA[ [a](javascript:b) \u{202e}\0 `c` | d";

/// What comes of a response, given what should, whether it was a registration, and the response.
type Judge = Box<dyn FnMut(Finish, bool, &str) -> Finish>;

/// The reference RP, twisted.
pub(crate) struct Twisted {
    reference: Reference,
    introduce: fn(&mut Identity),
    refuse_to_begin: fn(&Policy) -> Option<Capability>,
    judge: Judge,
}

impl Twisted {
    fn judging(judge: impl FnMut(Finish, bool, &str) -> Finish + 'static) -> Self {
        Self { reference: Reference::new(), introduce: |_| {}, refuse_to_begin: |_| None, judge: Box::new(judge) }
    }
}

/// Accepts whatever comes.
pub(crate) fn accepts_everything() -> Twisted {
    Twisted::judging(|_, _, _| accepted())
}

/// Refuses whatever comes.
pub(crate) fn rejects_everything() -> Twisted {
    Twisted::judging(|_, _, _| rejected(None, "no"))
}

/// Accepts what should be refused and refuses what should be accepted.
pub(crate) fn inverts() -> Twisted {
    Twisted::judging(|right, _, _| match right {
        Finish::Accepted(_) => rejected(None, "upside down"),
        _ => accepted(),
    })
}

/// Refuses what should be refused, but says of each that it lacks trust.
pub(crate) fn refuses_at_another_stage() -> Twisted {
    Twisted::judging(|right, _, _| match right {
        Finish::Rejected(_) => rejected(Some(Stage::Trust), "I do not trust it"),
        right => right,
    })
}

/// How many credentials [`leaks`] has room for.
pub(crate) const ROOM: usize = 4;

/// Remembers every credential, `reset` or not, and has room for [`ROOM`] of them.
pub(crate) fn leaks() -> Twisted {
    let mut seen = BTreeSet::new();
    Twisted::judging(move |right, registration, response| {
        let response: Value = serde_json::from_str(response).unwrap_or_default();
        seen.insert(response["id"].as_str().unwrap_or_default().to_owned());
        if registration && seen.len() > ROOM { rejected(Some(Stage::State), "the table is full") } else { right }
    })
}

/// Says that `cross_origin` can be set, and does not let it be set.
pub(crate) fn claims_and_refuses() -> Twisted {
    Twisted {
        refuse_to_begin: |policy| policy.cross_origin.then_some(Capability::CrossOrigin),
        ..Twisted::judging(|right, _, _| right)
    }
}

/// Says that `cross_origin` cannot be set, and lets it be set.
pub(crate) fn lacks_what_works() -> Twisted {
    let introduce = |identity: &mut Identity| {
        identity.settable.retain(|&capability| capability != Capability::CrossOrigin);
        let documentation = "Frames are not supported.".to_owned();
        identity.lacks.push(Lack { capability: Capability::CrossOrigin, documentation });
    };
    Twisted { introduce, ..Twisted::judging(|right, _, _| right) }
}

/// Says of `clock` that it can be set, and that it cannot.
pub(crate) fn contradicts() -> Twisted {
    let introduce = |identity: &mut Identity| {
        identity.settable.push(Capability::Clock);
        identity.lacks.push(Lack { capability: Capability::Clock, documentation: "There is none.".to_owned() });
    };
    Twisted { introduce, ..Twisted::judging(|right, _, _| right) }
}

/// Can do nothing at all.
pub(crate) fn cannot_do_anything() -> Twisted {
    Twisted { refuse_to_begin: |_| Some(Capability::Clock), ..Twisted::judging(|right, _, _| right) }
}

/// Is right, and is called something else.
pub(crate) fn has_another_name() -> Twisted {
    Twisted { introduce: |identity| identity.name = "another".to_owned(), ..Twisted::judging(|right, _, _| right) }
}

/// Says that it has no algorithm and lets nothing be set.
pub(crate) fn lacks_everything() -> Twisted {
    let introduce = |identity: &mut Identity| {
        identity.settable.clear();
        identity.algorithms.clear();
        identity.formats.clear();
    };
    Twisted { introduce, ..Twisted::judging(|right, _, _| right) }
}

/// Has a name and reasons that are not to be printed as they are.
pub(crate) fn speaks_ill() -> Twisted {
    Twisted {
        introduce: |identity| {
            identity.name = ILL_WORDS.to_owned();
            identity.version = ILL_WORDS.to_owned();
        },
        ..Twisted::judging(|_, _, _| {
            eprintln!("{ILL_WORDS}");
            rejected(None, ILL_WORDS)
        })
    }
}

fn accepted() -> Finish {
    Finish::Accepted(Box::new(Accepted { record: Value::Null.into(), stored: Stored::default() }))
}

fn rejected(stage: Option<Stage>, detail: &str) -> Finish {
    Finish::Rejected(Rejected { stage, detail: detail.to_owned() })
}

impl RelyingParty for Twisted {
    fn identity(&self) -> Identity {
        let mut identity = self.reference.identity();
        (self.introduce)(&mut identity);
        identity
    }

    fn begin_registration(&mut self, begin: RegistrationBegin) -> Begin {
        match (self.refuse_to_begin)(&begin.policy) {
            Some(capability) => Begin::Unsupported(capability),
            None => self.reference.begin_registration(begin),
        }
    }

    fn finish_registration(&mut self, finish: RegistrationFinish) -> Finish {
        let response = finish.response.clone();
        let right = self.reference.finish_registration(finish);
        (self.judge)(right, true, &response)
    }

    fn begin_authentication(&mut self, begin: AuthenticationBegin) -> Begin {
        match (self.refuse_to_begin)(&begin.policy) {
            Some(capability) => Begin::Unsupported(capability),
            None => self.reference.begin_authentication(begin),
        }
    }

    fn finish_authentication(&mut self, finish: AuthenticationFinish) -> Finish {
        let response = finish.response.clone();
        let right = self.reference.finish_authentication(finish);
        (self.judge)(right, false, &response)
    }
}
