//! The command line as scripts see it: exit codes, output, what it says on wrong input.

mod support;

use std::process::{Command, Output};

use support::RELYCHECK;

fn relycheck(arguments: &[&str]) -> Output {
    Command::new(RELYCHECK).args(arguments).output().expect("the binary runs")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

#[track_caller]
fn ends(arguments: &[&str], code: i32) -> Output {
    let output = relycheck(arguments);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}\n{}{}", stdout(&output), stderr(&output));
    output
}

fn in_temporary_file(name: &str, text: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("it can be written");
    path.to_string_lossy().into_owned()
}

#[test]
fn exit_codes() {
    ends(&["check"], 0);
    ends(&["check", "--adapter", "reference", "--baseline", "none"], 0);
    ends(&["check", "--baseline", "none"], 1);
    ends(&["check", "--no-such-flag"], 2);
    ends(&["check", "--adapter", "no-such-rp"], 2);
    ends(&["check", "--jobs", "0"], 2);
    ends(&["check", "--case", "none/such"], 3);
    let needless = "\"registration/backup/backed-up\" = { observed = \"rejected\", requirement = \"reg-29\", reason = \"none\" }\n";
    let needless = in_temporary_file("needless.toml", needless);
    ends(&["check", "--adapter", "reference", "--baseline", &needless], 4);
    ends(&["check", "--", RELYCHECK, "list"], 5);
    ends(&["check", "--", "no-such-program-anywhere"], 5);
    ends(&["trace", "--only", "statements"], 0);
    ends(&["explain", "none/such"], 2);
    ends(&["serve-adapter", "none"], 2);
    ends(&["--help"], 0);
}

#[test]
fn failures_alone_fail_where_that_is_asked_for() {
    let warnings_only = ["check", "--baseline", "none", "--case", "authentication/user-verification/*"];
    ends(&warnings_only, 1);
    ends(&[&warnings_only[..], &["--fail-on", "failure"]].concat(), 0);
}

#[test]
fn json_begins_with_a_header_and_ends_complete() {
    let output = ends(&["check", "--format", "json"], 0);
    let text = stdout(&output);
    let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let (first, last) = (&lines[0], &lines[lines.len() - 1]);
    assert_eq!(first["kind"], "header");
    assert_eq!(first["results"], 1);
    assert_eq!(first["selected"], lines.len() - 2);
    assert_eq!(last["kind"], "footer");
    assert_eq!(last["complete"], true);
    let grid = &last["grid"];
    let sum: u64 =
        ["run", "observed", "with_reason", "not_selected"].iter().map(|part| grid[part].as_u64().expect("a number")).sum();
    assert_eq!(Some(sum), grid["grid"].as_u64());
    assert_eq!(grid["grid"], 37);
}

#[test]
fn the_same_command_prints_the_same_bytes() {
    let command = ["check", "--adapter", "reference", "--format", "json", "--seed", "7"];
    let first = stdout(&ends(&[&command[..], &["--jobs", "1"]].concat(), 0));
    let second = stdout(&ends(&[&command[..], &["--jobs", "2"]].concat(), 0));
    assert!(first == second, "jobs change what is printed");
}

#[test]
fn a_plain_exit_names_no_expectation_on_the_line() {
    // The spy: what goes to an adapter says neither which case it is nor what is expected.
    let output = ends(&["check", "--adapter", "reference", "--format", "json", "--case", "authentication/sign-count/*"], 0);
    for line in stdout(&output).lines() {
        let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
        for exchange in line["transcript"].as_array().into_iter().flatten() {
            let request = exchange["request"].to_string();
            for tell_tale in ["sign-count", "auth-22", "expected", "either"] {
                assert!(!request.contains(tell_tale), "{tell_tale} in {request}");
            }
        }
    }
}

#[test]
fn people_read_80_columns() {
    let wide = ["authentication/attachment/unknown", "authentication/signature/integer-negative"].map(|case| ["explain", case]);
    let helps = [&["--help"][..], &["check", "--help"], &["trace", "--help"], &["vectors", "--help"], &["corpus", "--help"]];
    let others = [&["check"][..], &["check", "--baseline", "none"], &["smoke", "--adapter", "reference"], &wide[0], &wide[1]];
    for arguments in helps.into_iter().chain(others) {
        let output = relycheck(arguments);
        for line in stdout(&output).lines() {
            // An id is not broken, so that it can be copied.
            let is_an_id = line.trim_start().starts_with("- ") && !line.trim_start()[2..].contains(' ');
            assert!(line.chars().count() <= 80 || is_an_id, "{arguments:?}: {line}");
        }
    }
}

#[test]
fn a_decoder_that_cannot_be_started_costs_no_file() {
    let old = in_temporary_file("old.jsonl", "as it was");
    ends(&["corpus", "replay", "--target", "cbor", "--output", &old, "--", "no-such-program-anywhere"], 5);
    assert_eq!(std::fs::read_to_string(&old).expect("it is there"), "as it was");
    let said = stderr(&ends(&["corpus", "replay", "--output", "/no/such/folder/file", "--", RELYCHECK], 2));
    assert!(said.contains("--output /no/such/folder/file cannot be written") && said.contains("remedy: "), "{said}");
}

#[test]
fn a_stale_entry_cannot_turn_a_line_around() {
    let entry = "\"none/\\u202esuch\" = { observed = \"rejected\", requirement = \"reg-29\", reason = \"none\" }\n";
    let baseline = in_temporary_file("turned.toml", entry);
    let arguments = ["check", "--adapter", "reference", "--case", "registration/backup/*", "--baseline", &baseline];
    let said = stdout(&ends(&arguments, 4));
    assert!(said.contains("none/\u{fffd}such:") && !said.contains('\u{202e}'), "{said}");
}

#[test]
#[cfg(unix)]
fn a_conversation_that_cannot_be_read_is_told() {
    let folder = std::fs::File::open(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let output = Command::new(RELYCHECK).args(["serve-adapter", "reference"]).stdin(folder).output().expect("the binary runs");
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(said.contains("serve-adapter reference: the conversation broke off: ") && said.contains("remedy: "), "{said}");
}

#[test]
fn the_summary_of_the_default_check() {
    support::snapshot!("check-webauthn-rs-core", stdout(&ends(&["check"], 0)));
}

#[test]
fn the_summary_of_a_check_with_findings() {
    let arguments = ["check", "--baseline", "none", "--case", "registration/*"];
    support::snapshot!("check-with-findings", stdout(&ends(&arguments, 1)));
}

#[test]
fn a_registration_byte_by_byte() {
    let case = "platform/safari-macos14-keychain-on-touchid-none/create/preferred/uv0";
    support::snapshot!("explain-registration", stdout(&ends(&["explain", case], 0)));
}

#[test]
fn an_authentication_byte_by_byte() {
    let case = "platform/safari-macos14-keychain-on-touchid-none/get/required/uv0/registered-uv1";
    support::snapshot!("explain-authentication", stdout(&ends(&["explain", case], 0)));
}

#[test]
fn the_platform_grid() {
    let reference = relycheck::embedded::find("reference").expect("built in");
    let results = support::run_all(vec![support::in_process(reference)], 1, 0);
    let lines: Vec<_> = results.iter().map(|result| relycheck::verbs::check::case_line(result, false)).collect();
    support::snapshot!("platform-grid", relycheck_report::markdown_grid(&lines));
}

#[test]
fn a_program_that_is_left_out_is_not_the_embedded_one() {
    for verb in ["check", "smoke"] {
        let said = stderr(&ends(&[verb, "--"], 2));
        assert!(said.contains("nothing stands behind --") && said.contains("remedy: "), "{said}");
    }
    // What stands behind the first one is the program's.
    ends(&["check", "--", "no-such-program-anywhere", "--"], 5);
}

#[cfg(target_os = "linux")]
#[test]
fn a_standard_error_that_is_full_does_not_hide_the_exit_code() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("it is there");
    let status = Command::new(RELYCHECK).args(["explain", "none/such"]).stderr(full).status().expect("the binary runs");
    assert_eq!(status.code(), Some(2));
}

#[test]
fn a_pattern_that_matches_nothing_does_not_go_unseen_beside_others() {
    for verb in ["check", "list"] {
        let said = stderr(&ends(&[verb, "--case", "none/such", "--case", "registration/backup/device-bound"], 2));
        assert!(said.contains("--case none/such: no case has such an id") && said.contains("remedy: "), "{said}");
        let said = stderr(&ends(&[verb, "--case", "none/such"], 3));
        assert!(said.contains("--case none/such: no case has such an id"), "{said}");
    }
}

#[test]
fn limits_of_a_child_do_not_go_with_an_rp_in_this_process() {
    for limit in ["--message-limit", "--memory-limit", "--answer-limit"] {
        let said = stderr(&ends(&["check", "--in-process", limit, "1", "--case", "registration/backup/*"], 2));
        assert!(said.contains(&format!("'--in-process' cannot be used with '{limit} <")), "{said}");
    }
}

#[test]
fn a_hazard_that_is_left_out_makes_no_entry_stale() {
    let hazard = "registration/cbor/extensions/floods";
    assert!(relycheck_cases::catalogue().get(hazard).is_some_and(|case| case.hazard));
    let entry = format!("\"{hazard}\" = {{ observed = \"accepted\", requirement = \"reg-7\", reason = \"seen elsewhere\" }}\n");
    let listed = in_temporary_file("hazard.toml", &entry);
    let check = |flags: &[&str], code| {
        let these = ["--adapter", "reference", "--baseline", &listed, "--case", hazard, "--case", "registration/backup/*"];
        ends(&[&["check"], &these[..], flags].concat(), code)
    };
    check(&["--in-process"], 0);
    check(&[], 4);
    ends(&["check", "--adapter", "reference", "--in-process", "--baseline", &listed, "--bless"], 0);
    assert_eq!(std::fs::read_to_string(&listed).expect("it is there"), entry, "what was not played is left as it was");
}

#[test]
fn a_stale_entry_is_told_with_its_file_and_a_remedy() {
    let stale = in_temporary_file("stale.toml", "\"none/such\" = { observed = \"rejected\", reason = \"none\" }\n");
    let check = ["check", "--adapter", "reference", "--baseline", &stale, "--case", "registration/backup/*", "--format"];
    let told = format!("stale baseline entry: {stale}: none/such: the catalogue has no such case; remedy: take the entry out");
    for (format, to_stderr) in [("json", true), ("markdown", false)] {
        let output = ends(&[&check[..], &[format]].concat(), 4);
        let said = if to_stderr { stderr(&output) } else { stdout(&output).replace('\\', "") };
        assert!(said.contains(&told), "{said}");
    }
}

/// A few cases of the reference RP, with these flags besides.
fn few<'a>(flags: &[&'a str]) -> Vec<&'a str> {
    [&["check", "--adapter", "reference", "--case", "registration/backup/*"], flags].concat()
}

#[test]
fn a_place_that_cannot_be_written_is_told_before_anything_runs() {
    // It cannot be started either, and what is told is what comes first.
    let program = ["--", "no-such-program-anywhere"];
    for place in [
        &["--output", "/no/such/folder/file"][..],
        &["--output", "/no/such/folder/file", "--format", "json"],
        &["--output", env!("CARGO_TARGET_TMPDIR")],
        &["--resume", "/no/such/folder/file"],
        &["--baseline", "/no/such/folder/file", "--bless"],
    ] {
        let said = stderr(&ends(&[&["check"], place, &program].concat(), 2));
        assert!(said.contains(&place[..2].join(" ")) && said.contains("cannot be written"), "{said}");
    }
}

#[test]
fn a_file_stays_as_it_was_where_nothing_runs() {
    let old = in_temporary_file("old-output", "what stood there\n");
    let new = format!("{old}-new");
    let _ = std::fs::remove_file(&new);
    for format in ["json", "junit", "human"] {
        for (output, resume) in [(&old, &new), (&new, &new)] {
            let resume: &[&str] = if output == resume { &[] } else { &["--resume", resume] };
            let check = [&["check", "--format", format, "--output", output], resume, &["--", "no-such-program-anywhere"]].concat();
            ends(&check, 5);
        }
    }
    assert_eq!(std::fs::read_to_string(&old).expect("it is there"), "what stood there\n");
    assert!(!std::path::Path::new(&new).exists(), "a file that was not there is not there");
    // What runs takes the place of all of it.
    std::fs::write(&old, "x".repeat(1 << 20)).expect("it can be written");
    ends(&few(&["--format", "json", "--output", &old]), 0);
    assert!(!std::fs::read_to_string(&old).expect("it is there").contains("xxx"));
}

#[test]
fn what_is_read_is_not_written_over() {
    let baseline = in_temporary_file("read.toml", "# a baseline\n");
    let by_another_path = baseline.replace("/read.toml", "/./read.toml");
    let fresh = format!("{baseline}-fresh");
    for flags in [&["--baseline", &baseline, "--output", &by_another_path][..], &["--resume", &fresh, "--output", &fresh]] {
        let said = stderr(&ends(&few(flags), 2));
        assert!(said.contains("names the same file as --") && said.contains("remedy: "), "{said}");
    }
    assert_eq!(std::fs::read_to_string(&baseline).expect("it is there"), "# a baseline\n");
    assert!(!std::path::Path::new(&fresh).exists());
    // A device is no file.
    #[cfg(unix)]
    ends(&few(&["--baseline", "/dev/null", "--output", "/dev/null"]), 0);
}

#[test]
fn a_number_below_zero_is_a_value_and_no_flag() {
    for flag in ["--seed", "--jobs", "--message-limit", "--run-limit", "--memory-limit", "--answer-limit"] {
        let said = stderr(&ends(&["check", flag, "-1"], 2));
        assert!(said.contains(&format!("invalid value '-1' for '{flag} <")), "{said}");
    }
    for flag in ["--timeout", "--memory"] {
        let said = stderr(&ends(&["corpus", "replay", flag, "-1", "--", "no-such-program-anywhere"], 2));
        assert!(said.contains(&format!("invalid value '-1' for '{flag} <")), "{said}");
    }
}

#[test]
fn wrong_input_is_told_with_place_fault_and_remedy() {
    let file = in_temporary_file("no-folder", "");
    let part = ["explain", "registration/backup/device-bound", "--part", "x"];
    let cases: [(&[&str], &[&str]); 8] = [
        (&["vectors", "--folder", &file], &["no-folder", "cannot be read", "remedy: "]),
        (&["vectors", "--check", "--folder", "/no/such/folder"], &["/no/such/folder is no folder", "remedy: name the corpus"]),
        (&part, &["it has no parts", "remedy: leave --part out"]),
        (&["check", "--adapter", "x"], &["--adapter x", "no such embedded RP", "remedy: name one of"]),
        (&["check", "--case", "a["], &["--case a[", "remedy: write ids as `list` shows them"]),
        (&["check", "--baseline", "/no/such/file"], &["--baseline /no/such/file", "remedy: name a file that can be read"]),
        (&["check", "--output", "/no/such/folder/file"], &["--output /no/such/folder/file", "cannot be written", "remedy"]),
        (&["check", "--", "no-such-program-anywhere"], &["no-such-program-anywhere cannot be started", "remedy"]),
    ];
    for (arguments, words) in cases {
        let said = stderr(&relycheck(arguments));
        for word in words {
            assert!(said.contains(word), "{arguments:?} says {said}, without {word}");
        }
    }
    let broken = in_temporary_file("broken.toml", "# a comment\n\"a/b\" = { observed = \"rejected\" }\n");
    let said = stderr(&ends(&["check", "--baseline", &broken], 2));
    assert!(said.contains("broken.toml:2: missing field `reason`"), "{said}");
}
