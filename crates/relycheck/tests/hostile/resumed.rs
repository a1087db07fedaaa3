//! A run that is killed goes on where it was; a file of another run, or of one that is over, is left alone.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use relycheck_cases::catalogue;
use serde_json::Value;

use crate::Test;
use crate::runs::{Ran, ends, fresh_file, relycheck, text, this_program};
use crate::support::RELYCHECK;

pub(crate) fn tests() -> Vec<Test> {
    vec![
        crate::test("a_killed_run_goes_on_where_it_was", a_killed_run_goes_on_where_it_was),
        crate::test("another_run_s_file_is_refused", another_run_s_file_is_refused),
        crate::test("a_finished_file_is_refused", a_finished_file_is_refused),
        crate::test("a_file_that_says_it_is_incomplete_goes_on", a_file_that_says_it_is_incomplete_goes_on),
        crate::test("what_is_no_results_file_is_left_alone", what_is_no_results_file_is_left_alone),
        crate::test("another_rp_is_told_before_a_case_is_played", another_rp_is_told_before_a_case_is_played),
    ]
}

/// The flags of a run over the whole catalogue, with or without a file to resume.
fn flags<'a>(program: &'a str, resume: Option<&'a Path>) -> Vec<&'a str> {
    let resume = resume.map_or_else(Vec::new, |file| vec!["--resume", text(file)]);
    [&["check", "--format", "json", "--jobs", "1"], &resume[..], &["--", program, "adapter", "brisk"]].concat()
}

fn lines_of(file: &Path) -> Vec<String> {
    std::fs::read_to_string(file).unwrap_or_default().lines().map(str::to_owned).collect()
}

fn a_killed_run_goes_on_where_it_was() {
    let (file, program) = (fresh_file("resumed"), this_program());
    let resume = flags(&program, Some(&file));
    let mut child = Command::new(RELYCHECK).args(&resume).stdout(Stdio::null()).spawn().expect("the binary runs");
    let begun = Instant::now();
    while lines_of(&file).len() < 100 {
        assert!(begun.elapsed() < Duration::from_secs(60), "no lines come");
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(child.try_wait().expect("it can be asked"), None, "it is over before it was killed");
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");

    let killed = std::fs::read_to_string(&file).expect("the file is there");
    let whole = killed.rfind('\n').map_or(0, |end| end + 1);
    let before: Vec<&str> = killed[..whole].lines().collect();
    assert!(before.len() >= 100 && before.len() < catalogue().cases().len() / 2, "{} lines", before.len());
    assert!(!killed.contains(r#""kind":"footer""#));
    // The beginning of a line, on top of whatever was cut off by the kill.
    let mut half = std::fs::OpenOptions::new().append(true).open(&file).expect("it can be written");
    half.write_all(br#"{"kind":"case","id":"registration/atta"#).expect("it can be written");
    drop(half);

    let resumed = ends(&resume, 0);
    let after = lines_of(&file);
    assert_eq!(after[..before.len()], before, "what stood there stands there");
    let uninterrupted = ends(&flags(&program, None), 0);
    uninterrupted.assert_complete();
    let set = |lines: &[String]| lines.iter().cloned().collect::<BTreeSet<String>>();
    let whole: Vec<String> = uninterrupted.stdout.lines().map(str::to_owned).collect();
    assert_eq!(after.len(), whole.len(), "each case once");
    assert!(set(&after) == set(&whole), "the lines are others");
    let ids: BTreeSet<String> = after.iter().filter_map(|line| case_of(line)).collect();
    assert_eq!(ids.len(), catalogue().cases().len());
    assert!(after.last().is_some_and(|footer| footer.contains(r#""complete":true"#)));
    // What is printed is the whole of it too, not only what came after.
    assert!(set(&resumed.stdout.lines().map(str::to_owned).collect::<Vec<_>>()) == set(&whole), "it prints something else");
    let _ = std::fs::remove_file(&file);
}

fn case_of(line: &str) -> Option<String> {
    let line: Value = serde_json::from_str(line).expect("a results line");
    line["id"].as_str().map(str::to_owned)
}

/// A run of a few cases with a file, which is cut off after its second case where that is asked for.
fn file_of_a_run(name: &str, cut_off: bool) -> std::path::PathBuf {
    let file = fresh_file(name);
    ends(&few(&file, &[]), 0);
    if cut_off {
        let kept: Vec<String> = lines_of(&file).into_iter().take(3).collect();
        std::fs::write(&file, kept.join("\n") + "\n").expect("it can be written");
    }
    file
}

fn few<'a>(file: &'a Path, more: &[&'a str]) -> Vec<&'a str> {
    let case = ["check", "--adapter", "reference", "--case", "registration/attachment/*", "--jobs", "1", "--resume", text(file)];
    [&case, more].concat()
}

#[track_caller]
fn is_refused(file: &Path, arguments: &[&str], words: &str) {
    let before = std::fs::read(file).expect("it can be read");
    let Ran { code, stderr, .. } = relycheck(arguments);
    assert_eq!(code, Some(2), "{arguments:?}: {stderr}");
    assert!(stderr.contains(words) && stderr.contains("remedy: "), "{stderr}");
    assert!(stderr.contains(&format!("--resume {}", text(file))), "it names the place: {stderr}");
    assert!(std::fs::read(file).expect("it can be read") == before, "{arguments:?} changes the file");
}

fn another_run_s_file_is_refused() {
    let file = file_of_a_run("another", true);
    is_refused(&file, &few(&file, &["--seed", "2"]), "another run");
    is_refused(&file, &few(&file, &["--case", "registration/backup/*"]), "another run");
    let other_rp: Vec<&str> =
        few(&file, &[]).into_iter().map(|word| if word == "reference" { "webauthn-rs-core" } else { word }).collect();
    is_refused(&file, &other_rp, "another run");
    // The same flags go on.
    ends(&few(&file, &[]), 0);
    assert_eq!(lines_of(&file).len(), 5);
    let _ = std::fs::remove_file(&file);
}

/// As `--format json` leaves it where the time for the whole run is over.
fn a_file_that_says_it_is_incomplete_goes_on() {
    let file = file_of_a_run("incomplete", false);
    let whole = lines_of(&file);
    let json = |line: &String| serde_json::from_str::<Value>(line).expect("JSON");
    // One case less, and a footer that says so.
    let [header, first, second, left_out, footer] = &whole[..] else { panic!("three cases: {whole:?}") };
    let (mut footer, verdict) = (json(footer), json(left_out)["verdict"].as_str().expect("a verdict").to_owned());
    footer["complete"] = false.into();
    footer["counts"][&verdict] = (footer["counts"][&verdict].as_u64().expect("a number") - 1).into();
    let part = [header.clone(), first.clone(), second.clone(), footer.to_string()];
    std::fs::write(&file, part.join("\n") + "\n").expect("it can be written");
    ends(&few(&file, &[]), 0);
    assert_eq!(lines_of(&file), whole, "as if it had not been broken off");
    let _ = std::fs::remove_file(&file);
}

fn what_is_no_results_file_is_left_alone() {
    let file = fresh_file("no-results");
    for other in [r#"{"a":1,"bundle":true}"#, "some notes", "{\"kind\":\"case\""] {
        std::fs::write(&file, other).expect("it can be written");
        is_refused(&file, &few(&file, &[]), "no results file");
    }
    // The header may have been cut off anywhere.
    for beginning in ["", "{\"ki", "{\"kind\":\"header\",\"suite\":\"0."] {
        std::fs::write(&file, beginning).expect("it can be written");
        ends(&few(&file, &[]), 0);
        assert_eq!(lines_of(&file).len(), 5);
    }
    let _ = std::fs::remove_file(&file);
    let folder = ends(&few(Path::new(env!("CARGO_TARGET_TMPDIR")), &[]), 2);
    assert!(folder.stderr.contains("no file that can be read again"), "{}", folder.stderr);
}

fn another_rp_is_told_before_a_case_is_played() {
    let (file, heard) = (file_of_a_run("another-rp", true), fresh_file("another-rp-heard"));
    let before = lines_of(&file);
    let case = ["check", "--case", "registration/attachment/*", "--jobs", "1", "--resume", text(&file)];
    let program = this_program();
    let ran = ends(&[&case[..], &["--", &program, "adapter", "other-spy", text(&heard)]].concat(), 2);
    assert!(
        ran.stderr.contains("another run (rp was \"relycheck-reference\"") && ran.stderr.contains("remedy: "),
        "{}",
        ran.stderr
    );
    assert!(lines_of(&heard).iter().all(|line| !line.contains("\"begin_")), "no case is played");
    assert!(!lines_of(&heard).is_empty());
    assert_eq!(lines_of(&file), before);
    for file in [file, heard] {
        let _ = std::fs::remove_file(file);
    }
}

fn a_finished_file_is_refused() {
    let file = file_of_a_run("finished", false);
    is_refused(&file, &few(&file, &[]), "that run came to its end");
    let _ = std::fs::remove_file(&file);
}
