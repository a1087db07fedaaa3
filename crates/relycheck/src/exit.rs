//! The exit codes: a contract that scripts rely on.

use std::process::ExitCode;

use relycheck_runner::Ended;

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Conformant, or exactly as the baseline says; for other verbs, done.
    Conformant = 0,
    /// An unlisted finding, a crash or time-out in a case; for `trace` and `kill-matrix`, something is open.
    NotConformant = 1,
    /// A flag, a file or a name is wrong.
    Usage = 2,
    /// No case was run.
    NothingRan = 3,
    /// The baseline says what does not happen.
    StaleBaseline = 4,
    /// The RP could not be started, broke the handshake or died three times in a row.
    NoRelyingParty = 5,
    /// The suite itself is at fault.
    Suite = 6,
}

impl Exit {
    /// Which of two endings is reported: 6, 2, 5, 3, 1, 4, 0.
    #[must_use]
    pub fn or_graver(self, other: Self) -> Self {
        if other.rank() > self.rank() { other } else { self }
    }

    fn rank(self) -> u8 {
        match self {
            Self::Conformant => 0,
            Self::StaleBaseline => 1,
            Self::NotConformant => 2,
            Self::NothingRan => 3,
            Self::NoRelyingParty => 4,
            Self::Usage => 5,
            Self::Suite => 6,
        }
    }

    /// How a run that ended so ends, whatever it found.
    #[must_use]
    pub(crate) fn of(ended: &Ended) -> Self {
        match ended {
            Ended::Complete => Self::Conformant,
            Ended::OutOfTime(_) => Self::NotConformant,
            // Only what cannot be written stops a run.
            Ended::Stopped => Self::Usage,
            Ended::NotStarted(_) | Ended::Died(_) => Self::NoRelyingParty,
            Ended::Suite(_) => Self::Suite,
        }
    }

    /// What the code of a check means, in a sentence.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Conformant => "conformant, or exactly as the baseline says",
            Self::NotConformant => "not conformant: findings that the baseline does not list, or an RP that crashed or hung",
            Self::Usage => "a flag, a file or a name is wrong",
            Self::NothingRan => "no case was run",
            Self::StaleBaseline => "the baseline lists what does not happen (any more)",
            Self::NoRelyingParty => "the relying party could not be started, broke the handshake or died three times in a row",
            Self::Suite => "the suite itself is at fault; please report this",
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    //! The precedence is 6, 2, 5, 3, 1, 4.

    use super::Exit;

    #[test]
    fn the_graver_ending_is_reported() {
        let by_precedence = [
            Exit::Suite,
            Exit::Usage,
            Exit::NoRelyingParty,
            Exit::NothingRan,
            Exit::NotConformant,
            Exit::StaleBaseline,
            Exit::Conformant,
        ];
        assert_eq!(by_precedence.map(|exit| exit as u8), [6, 2, 5, 3, 1, 4, 0]);
        for (place, &graver) in by_precedence.iter().enumerate() {
            for &lesser in &by_precedence[place..] {
                assert_eq!(graver.or_graver(lesser), graver);
                assert_eq!(lesser.or_graver(graver), graver);
            }
        }
    }
}
