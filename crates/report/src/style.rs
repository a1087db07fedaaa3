//! Colours, by what they mean.

use anstyle::{AnsiColor, Style};
use relycheck_judge::Verdict;

/// For headings.
pub(crate) const STRONG: Style = Style::new().bold();
/// For what is only there to be looked up.
pub(crate) const FAINT: Style = Style::new().dimmed();

/// The colour of a verdict.
pub(crate) fn of(verdict: Verdict) -> Style {
    let colour = match verdict {
        Verdict::Pass => AnsiColor::Green,
        Verdict::Observed | Verdict::NotApplicable => AnsiColor::Blue,
        Verdict::Blocked | Verdict::Notice | Verdict::Warning => AnsiColor::Yellow,
        Verdict::Failure | Verdict::ProtocolError | Verdict::TimedOut | Verdict::Crashed => AnsiColor::Red,
    };
    Style::new().fg_color(Some(colour.into()))
}

/// `text` in `style`.
pub(crate) fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}
