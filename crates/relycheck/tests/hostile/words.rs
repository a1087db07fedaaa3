//! An RP's words reach people as words: no terminal escape and no markup of theirs is in any output.

use std::process::Command;

use crate::Test;
use crate::parties::ILL_WORDS;
use crate::runs::{Ran, fresh_file, ran, read, text, this_program};
use crate::support::RELYCHECK;

pub(crate) fn tests() -> Vec<Test> {
    vec![
        crate::test("no_format_passes_them_on", no_format_passes_them_on),
        crate::test("nor_where_colour_is_forced", nor_where_colour_is_forced),
        crate::test("nor_do_messages", nor_do_messages),
        crate::test("results_keep_them_as_they_were", results_keep_them_as_they_were),
    ]
}

fn checked(format: &str, more: &[&str], coloured: bool) -> Ran {
    let program = this_program();
    let mut command = Command::new(RELYCHECK);
    command.args(["check", "--format", format, "--jobs", "1", "--case", "registration/attachment/*"]).args(more);
    command.args(["--", &program, "adapter", "speaks-ill"]);
    if coloured {
        command.env("CLICOLOR_FORCE", "1");
    }
    let ran = read(&mut command);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    ran
}

/// A terminal finds nothing to act on but the ends of lines.
#[track_caller]
fn is_plain(text: &str) {
    let acts = text.chars().find(|&character| character.is_control() && character != '\n' || character == '\u{202e}');
    assert_eq!(acts, None, "{text:?}");
}

/// A reader of HTML or XML finds no element that is the RP's, nor the end of a section.
#[track_caller]
fn is_without_markup(text: &str) {
    for markup in ["<script", "</script", "]]>"] {
        assert!(!text.contains(markup), "{markup} in {text}");
    }
}

/// The text without what sets and resets colours, which is all that the suite uses of a terminal's language.
fn without_styles(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|character: char| !character.is_ascii_digit() && character != ';');
        match end.filter(|&end| part[end..].starts_with('m')) {
            Some(end) => plain.push_str(&part[end + 1..]),
            None => plain.push_str(&format!("\u{1b}[{part}")),
        }
    }
    plain
}

fn no_format_passes_them_on() {
    for format in ["human", "markdown", "junit", "badge"] {
        let printed = checked(format, &[], false);
        is_plain(&printed.stderr);
        assert!(format == "badge" || printed.stdout.contains("script"), "the words themselves are there: {}", printed.stdout);
        let file = fresh_file(&format!("words.{format}"));
        checked(format, &["--output", text(&file)], false);
        let written = std::fs::read_to_string(&file).expect("it was written");
        let _ = std::fs::remove_file(&file);
        for output in [printed.stdout, written] {
            is_plain(&output);
            // A terminal knows no markup, and people read what was said.
            if format != "human" {
                is_without_markup(&output);
            }
        }
    }
}

fn nor_where_colour_is_forced() {
    let coloured = checked("human", &[], true).stdout;
    assert!(coloured.contains("\u{1b}["), "colour is not forced, so that nothing is shown");
    is_plain(&without_styles(&coloured));
    for format in ["markdown", "junit", "badge"] {
        is_plain(&checked(format, &[], true).stdout);
    }
}

/// What a handshake that is broken brings to standard error, on a terminal too.
fn nor_do_messages() {
    let program = this_program();
    let mut command = Command::new(RELYCHECK);
    command.args(["check", "--", &program, "adapter", "swears"]).env("CLICOLOR_FORCE", "1");
    let ran = read(&mut command);
    assert_eq!(ran.code, Some(5));
    assert!(ran.stderr.contains("standard error: ") && ran.stderr.contains("alert"), "{}", ran.stderr);
    is_plain(&ran.stderr);
}

/// Results lines are for programs: JSON has an escape for each control character.
fn results_keep_them_as_they_were() {
    let ran = ran("speaks-ill");
    assert_eq!(ran.stdout.bytes().find(|byte| byte.is_ascii_control() && *byte != b'\n'), None);
    for line in ran.of_kind("header") {
        assert_eq!(line["rp"], ILL_WORDS);
    }
    let (_, refused) = ran.cases().into_iter().find(|(_, line)| line["observation"] == "rejected").expect("it refuses everything");
    assert!(refused["reason"].as_str().is_some_and(|reason| reason.contains(ILL_WORDS)), "{refused}");
}
