//! What a test of the suite comes to, with the reference RP, its mutants and RPs that lack or refuse.

use std::sync::atomic::{AtomicUsize, Ordering};

use libtest_mimic::Conclusion;
use relycheck_protocol::{
    AuthenticationBegin, AuthenticationFinish, Begin, Capability, Finish, Lack, RegistrationBegin, RegistrationFinish, Rejected,
};
use relycheck_reference::{Reference, mutants};

use super::*;

/// A negative of registration, and the row that decides it.
const NEGATIVE: (&str, &str) = ("registration/client-data/type-of-assertion", "reg-7");

/// The reference RP, with something taken from it.
#[derive(Clone)]
struct Less {
    rp: Reference,
    without: Option<Capability>,
    declares: bool,
    refuses_registrations: bool,
}

impl RelyingParty for Less {
    fn identity(&self) -> Identity {
        let mut identity = self.rp.identity();
        identity.settable.retain(|&capability| Some(capability) != self.without);
        if self.declares {
            let lack = |capability| Lack { capability, documentation: "it says so".to_owned() };
            identity.lacks.extend(self.without.map(lack));
        }
        identity
    }

    fn begin_registration(&mut self, begin: RegistrationBegin) -> Begin {
        self.rp.begin_registration(begin)
    }

    fn finish_registration(&mut self, finish: RegistrationFinish) -> Finish {
        if self.refuses_registrations {
            return Finish::Rejected(Rejected { stage: None, detail: "closed today".to_owned() });
        }
        self.rp.finish_registration(finish)
    }

    fn begin_authentication(&mut self, begin: AuthenticationBegin) -> Begin {
        self.rp.begin_authentication(begin)
    }

    fn finish_authentication(&mut self, finish: AuthenticationFinish) -> Finish {
        self.rp.finish_authentication(finish)
    }
}

fn without(capability: Capability) -> Less {
    Less { rp: Reference::new(), without: Some(capability), declares: false, refuses_registrations: false }
}

fn closed() -> Less {
    Less { rp: Reference::new(), without: None, declares: false, refuses_registrations: true }
}

/// The reference RP with the check of a row switched off.
fn lax(row: &str) -> Reference {
    let id = format!("lax/{row}");
    Reference::mutated(mutants().iter().find(|mutant| mutant.id == id).expect("there is such a mutant"))
}

/// What a test came to, in words that can be compared.
fn outcome(suite: Suite, id: &str, baseline: &str) -> String {
    let baseline = Baseline::read("baseline.toml", baseline).expect("a baseline");
    let position = catalogue().position(id).expect("there is such a case");
    match examine(&suite.make, position, &baseline) {
        Ok(Completion::Completed) => "passed".to_owned(),
        Ok(Completion::Ignored { reason }) => format!("ignored: {}", reason.unwrap_or_default()),
        Err(failed) => format!("failed: {}", failed.message().unwrap_or_default()),
    }
}

fn entry_of(id: &str, observed: &str, requirement: &str) -> String {
    format!("\"{id}\" = {{ observed = \"{observed}\", requirement = \"{requirement}\", reason = \"known\" }}\n")
}

/// A path for a file of one test.
fn temporary(name: &str) -> PathBuf {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    std::env::temp_dir().join(format!("relycheck-suite-{}-{number}-{name}", std::process::id()))
}

fn trials_with(suite: Suite, baseline: &str) -> Vec<Trial> {
    let file = temporary("baseline.toml");
    std::fs::write(&file, baseline).expect("a temporary file");
    let trials = suite.baseline(&file).trials();
    std::fs::remove_file(&file).expect("the temporary file is there");
    trials.expect("trials")
}

/// Runs what a name selects, and gives the counts with what was printed.
fn concluded(trials: Vec<Trial>, name: &str) -> (Conclusion, String) {
    let log = temporary("log");
    let path = log.display().to_string();
    let conclusion = libtest_mimic::run(&Arguments::from_iter(["suite", "--exact", name, "--logfile", &path]), trials);
    let text = std::fs::read_to_string(&log).expect("the log");
    std::fs::remove_file(&log).expect("the log is there");
    (conclusion, text)
}

#[test]
fn each_case_is_a_test_and_so_is_a_baseline() {
    let ids: Vec<&str> = catalogue().cases().iter().map(|case| case.id.as_str()).collect();
    let plain = suite(Reference::new()).trials().expect("trials");
    assert_eq!(plain.iter().map(Trial::name).collect::<Vec<_>>(), ids);
    let ignored: Vec<&str> = plain.iter().filter(|trial| trial.has_ignored_flag()).map(Trial::name).collect();
    let hazards: Vec<&str> = catalogue().cases().iter().filter(|case| case.hazard).map(|case| case.id.as_str()).collect();
    assert_eq!(ignored, hazards, "the reference RP lacks nothing");

    let listed = trials_with(suite(Reference::new()), "");
    assert_eq!(listed.iter().map(Trial::name).collect::<Vec<_>>(), [ids, vec![BASELINE_TEST]].concat());
}

#[test]
fn the_reference_passes_what_a_lax_rp_fails_with_all_there_is_to_say() {
    let (id, row) = NEGATIVE;
    assert_eq!(outcome(suite(Reference::new()), id, ""), "passed");

    let text = outcome(suite(lax(row)), id, "");
    let case = &catalogue().cases()[catalogue().position(id).expect("the case")];
    let of_row = requirement(row).expect("the row");
    assert!(text.starts_with(&format!("failed: {} {row}", of_row.severity().as_str())), "{text}");
    for part in [
        case.title.as_str(),
        of_row.text.as_str(),
        "observed: accepted what has to be refused",
        case.if_accepted.sentence.as_str(),
        &format!("\"{id}\" = {{ observed = \"accepted\", requirement = \"{row}\", reason = \"…\" }}"),
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
}

#[test]
fn a_listed_finding_passes_and_an_entry_that_says_something_else_fails_its_test() {
    let (id, row) = NEGATIVE;
    assert_eq!(outcome(suite(lax(row)), id, &entry_of(id, "accepted", row)), "passed");

    let other = outcome(suite(lax(row)), id, &entry_of(id, "accepted", "reg-8"));
    assert!(other.starts_with("failed: stale baseline entry"), "{other}");
    assert!(other.contains(&format!("observed = \"accepted\", requirement = \"{row}\"")), "{other}");

    let mended = outcome(suite(Reference::new()), id, &entry_of(id, "accepted", row));
    assert!(mended.starts_with("failed: stale baseline entry"), "{mended}");
    assert!(mended.ends_with("remedy: take the entry out"), "{mended}");
}

#[test]
fn an_entry_of_no_case_fails_the_test_of_the_baseline() {
    let trials = trials_with(suite(Reference::new()), &entry_of("no/such/case", "accepted", "reg-7"));
    let (unknown, text) = concluded(trials, BASELINE_TEST);
    assert_eq!((unknown.num_passed, unknown.num_failed), (0, 1));
    assert!(text.contains("no/such/case: the catalogue has no such case"), "{text}");

    let (id, row) = NEGATIVE;
    let (known, _) = concluded(trials_with(suite(Reference::new()), &entry_of(id, "accepted", row)), BASELINE_TEST);
    assert_eq!((known.num_passed, known.num_failed), (1, 0));
}

#[test]
fn a_name_selects_its_test_alone() {
    let (id, row) = NEGATIVE;
    let (failed, text) = concluded(suite(lax(row)).trials().expect("trials"), id);
    assert_eq!((failed.num_passed, failed.num_failed, failed.num_ignored), (0, 1, 0));
    assert_eq!(failed.num_filtered_out, catalogue().cases().len() as u64 - 1);
    assert!(text.contains("observed: accepted what has to be refused"), "{text}");
}

#[test]
fn what_the_rp_lacks_is_ignored_unless_it_is_listed() {
    let needs = |case: &&Case| case.needs().contains(&Capability::CrossOrigin);
    let id = &catalogue().cases().iter().find(needs).expect("a case needs it").id;
    let trials = suite(without(Capability::CrossOrigin)).trials().expect("trials");
    let ignored: Vec<&str> = trials.iter().filter(|trial| trial.has_ignored_flag()).map(Trial::name).collect();
    let left_out = |case: &&Case| needs(case) || case.hazard;
    let expected: Vec<&str> = catalogue().cases().iter().filter(left_out).map(|case| case.id.as_str()).collect();
    assert_eq!(ignored, expected);
    let why = outcome(suite(without(Capability::CrossOrigin)), id, "");
    assert!(why.starts_with("ignored: not_applicable: needs cross_origin"), "{why}");

    let listed = entry_of(id, "accepted", "reg-10");
    let trials = trials_with(suite(without(Capability::CrossOrigin)), &listed);
    assert!(trials.iter().any(|trial| trial.name() == id && !trial.has_ignored_flag()));
    let stale = outcome(suite(without(Capability::CrossOrigin)), id, &listed);
    assert!(stale.contains("listed, but the verdict is not_applicable"), "{stale}");
}

#[test]
fn what_is_declared_as_lacking_and_works_fails_where_it_is_asked_for() {
    let positive = |case: &&Case| case.needs().contains(&Capability::CrossOrigin) && !case.is_negative();
    let id = &catalogue().cases().iter().find(positive).expect("a positive case needs it").id;
    let mut rp = without(Capability::CrossOrigin);
    rp.declares = true;
    let text = outcome(suite(rp), id, "");
    assert!(text.starts_with("failed: notice"), "{text}");
    assert!(text.contains("cross_origin is declared as lacking, and it works"), "{text}");
}

#[test]
fn an_entry_may_stand_for_several_cases() {
    let (id, row) = NEGATIVE;
    let pattern = entry_of("registration/client-data/type-of-*", "accepted", row);
    let (listed, text) = concluded(trials_with(suite(lax(row)), &pattern), id);
    assert_eq!(listed.num_passed, 1, "{text}");
}

#[test]
fn a_hazard_is_not_played_whatever_the_baseline_says() {
    let case = catalogue().cases().iter().find(|case| case.hazard).expect("the catalogue has hazards");
    let text = outcome(suite(Reference::new()), &case.id, &entry_of(&case.id, "accepted", "reg-13"));
    assert!(text.starts_with("ignored: not_applicable: a hazard"), "{text}");
}

#[test]
fn a_refusal_that_says_nothing_is_ignored_with_its_reason() {
    let blocked = outcome(suite(closed()), NEGATIVE.0, "");
    assert!(blocked.starts_with("ignored: blocked: the same response without the deviation is refused"), "{blocked}");
}

#[test]
fn a_baseline_that_cannot_be_read_is_said_before_any_test_runs() {
    let missing = suite(Reference::new()).baseline("no-such-file.toml").trials().expect_err("there is no such file");
    assert_eq!(missing.exit, Exit::Usage);
    assert!(missing.message.contains("no-such-file.toml") && missing.message.contains("remedy"), "{}", missing.message);
}
