//! A badge: the endpoint format of shields.io, version 1 <https://shields.io/badges/endpoint-badge>.

use relycheck_judge::Verdict;
use serde_json::json;

use crate::human::Results;

/// The badge's JSON: what an unlisted finding makes red or yellow, and a run that was not completed grey.
#[must_use]
pub fn badge(results: &Results<'_>) -> String {
    let unlisted = |verdict| results.lines.iter().filter(|line| line.verdict == verdict && !line.baselined).count();
    let broken = unlisted(Verdict::Crashed) + unlisted(Verdict::TimedOut) + unlisted(Verdict::ProtocolError);
    let failures = unlisted(Verdict::Failure) + broken;
    let warnings = unlisted(Verdict::Warning);
    let passes = results.footer.counts.get(Verdict::Pass);
    let known = results.footer.baselined;
    let (message, colour) = if !results.footer.complete {
        ("incomplete".to_owned(), "lightgrey")
    } else if failures > 0 {
        (format!("{failures} failures, {warnings} warnings"), "red")
    } else if warnings > 0 {
        (format!("{warnings} warnings"), "yellow")
    } else if known > 0 {
        (format!("{passes} pass, {known} known"), "green")
    } else {
        (format!("{passes} pass"), "brightgreen")
    };
    let badge = json!({ "schemaVersion": 1, "label": "relycheck", "message": message, "color": colour });
    format!("{badge}\n")
}
