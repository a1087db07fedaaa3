//! The process group of a child: an adapter is judged, and ended, with everything that it starts.

use std::process::{Child, Command};

/// Has the child lead a group of its own.
#[cfg(unix)]
pub(crate) fn lead(command: &mut Command) {
    use std::os::unix::process::CommandExt as _;
    command.process_group(0);
}

/// Ends whatever is left of the child's group.
#[cfg(unix)]
pub(crate) fn kill(child: &mut Child) {
    let _ = rustix::process::kill_process_group(rustix::process::Pid::from_child(child), rustix::process::Signal::KILL);
}

/// Groups are a matter of Unix; elsewhere the child alone is ended.
#[cfg(not(unix))]
pub(crate) fn lead(_command: &mut Command) {}

/// Groups are a matter of Unix; elsewhere the child alone is ended.
#[cfg(not(unix))]
pub(crate) fn kill(child: &mut Child) {
    let _ = child.kill();
}

/// Whether [`resident`] can tell on this system.
pub(crate) const MEASURED: bool = cfg!(target_os = "linux");

/// The resident memory of all processes of the child's group, in bytes; `None` where it cannot be measured.
#[cfg(target_os = "linux")]
pub(crate) fn resident(child: &Child) -> Option<u64> {
    let group = i64::from(child.id());
    let mut pages = 0;
    for process in std::fs::read_dir("/proc").ok()?.flatten() {
        if !process.file_name().to_string_lossy().bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        // A process that has ended meanwhile has no file any more.
        let Ok(stat) = std::fs::read_to_string(process.path().join("stat")) else { continue };
        pages += pages_of(&stat, group).unwrap_or(0);
    }
    Some(pages * rustix::param::page_size() as u64)
}

/// Only Linux is known to tell without unsafe code.
#[cfg(not(target_os = "linux"))]
pub(crate) fn resident(_child: &Child) -> Option<u64> {
    None
}

/// The resident pages of a process by its line of `/proc/PID/stat`, if it is of this group. The name, in brackets, may hold anything;
/// what follows it are numbers: state, parent, group, … and as the 22nd the resident pages.
#[cfg(target_os = "linux")]
fn pages_of(stat: &str, group: i64) -> Option<u64> {
    let (_, numbers) = stat.rsplit_once(')')?;
    let numbers: Vec<&str> = numbers.split_ascii_whitespace().collect();
    if numbers.get(2)?.parse::<i64>().ok()? != group {
        return None;
    }
    numbers.get(21)?.parse().ok()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    //! A line of `/proc/PID/stat` is read right, whatever the process is called.

    use super::pages_of;

    #[test]
    fn the_group_and_the_resident_pages() {
        let stat = "42 (a ) b) S 1 77 42 0 -1 4194304 1 0 0 0 1 2 0 0 20 0 1 0 3 1000000 1234 18446744073709551615 1";
        assert_eq!(pages_of(stat, 77), Some(1234));
        assert_eq!(pages_of(stat, 42), None);
        assert_eq!(pages_of("nonsense", 42), None);
    }
}
