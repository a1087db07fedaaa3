//! JUnit XML, for CI servers.

use quick_junit::{NonSuccessKind, Report, SerializeError, TestCase, TestCaseStatus, TestSuite};
use relycheck_judge::{CaseLine, Verdict};

use crate::human::Results;
use crate::plain::{harmless, plain};

/// One test per case, in suites by the case's area. A finding is a failure, a crash or hang an error; what the baseline lists, what does not
/// apply and what is blocked is skipped with the reason. Nothing that was not seen to be right counts as a success.
///
/// # Errors
/// Where the text cannot be written.
pub fn junit(results: &Results<'_>) -> Result<String, SerializeError> {
    let name = format!("relycheck: {} {}", plain(&results.header.rp), plain(&results.header.rp_version));
    let mut report = Report::new(name);
    let mut lines: Vec<&CaseLine> = results.lines.iter().collect();
    lines.sort_by(|one, other| one.id.cmp(&other.id));
    for lines in lines.chunk_by(|one, other| area(&one.id) == area(&other.id)) {
        let mut suite = TestSuite::new(area(&lines[0].id));
        for line in lines {
            let mut case = TestCase::new(line.id.as_str(), status(line));
            case.set_classname(area(&line.id));
            suite.add_test_case(case);
        }
        report.add_test_suite(suite);
    }
    if !results.stale.is_empty() {
        let mut suite = TestSuite::new("baseline");
        for stale in results.stale {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(harmless(&stale.to_string()));
            suite.add_test_case(TestCase::new(plain(&stale.id), status));
        }
        report.add_test_suite(suite);
    }
    report.to_string()
}

fn area(id: &str) -> &str {
    id.split('/').next().unwrap_or(id)
}

fn status(line: &CaseLine) -> TestCaseStatus {
    let mut status = match line.verdict {
        Verdict::Pass | Verdict::Observed => return TestCaseStatus::success(),
        Verdict::NotApplicable | Verdict::Blocked => TestCaseStatus::skipped(),
        Verdict::Notice | Verdict::Warning | Verdict::Failure if line.baselined => TestCaseStatus::skipped(),
        Verdict::Notice | Verdict::Warning | Verdict::Failure => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Verdict::ProtocolError | Verdict::TimedOut | Verdict::Crashed if line.baselined => TestCaseStatus::skipped(),
        Verdict::ProtocolError | Verdict::TimedOut | Verdict::Crashed => TestCaseStatus::non_success(NonSuccessKind::Error),
    };
    let known = if line.baselined { "known, in the baseline: " } else { "" };
    let requirement = line.requirement.as_deref().map_or(String::new(), |row| format!(" {row}"));
    let reason = plain(line.reason.as_deref().unwrap_or_default());
    status.set_message(format!("{known}{}{requirement}: {reason}", line.verdict.as_str()));
    status.set_type(line.verdict.as_str());
    if let Some(effect) = &line.effect {
        status.set_description(plain(&effect.sentence));
    }
    status
}
