//! The results file: each kind of line as it stands in the file.

use relycheck_judge::{
    CaseLine, Cell, Counts, Effect, Footer, Harm, Header, Line, Part, RESULTS_VERSION, Tally, Transcript, Verdict,
};
use serde_json::json;

fn header() -> Line {
    Line::Header(Header {
        suite: "0.1.0".to_owned(),
        protocol: 1,
        results: RESULTS_VERSION,
        edition: "Level 3".to_owned(),
        seed: u64::MAX,
        rp: "sample".to_owned(),
        rp_version: "2".to_owned(),
        selected: 2,
        catalogue: 3,
        patterns: vec!["a/*".to_owned()],
        memory_measured: true,
    })
}

const HEADER: &str = concat!(
    r#"{"kind":"header","suite":"0.1.0","protocol":1,"results":1,"edition":"Level 3","seed":18446744073709551615,"#,
    r#""rp":"sample","rp_version":"2","selected":2,"catalogue":3,"patterns":["a/*"],"memory_measured":true}"#
);

fn finding() -> CaseLine {
    CaseLine {
        id: "a/one".to_owned(),
        verdict: Verdict::NotApplicable,
        baselined: true,
        suspect: false,
        all_accepted: false,
        observation: "not_applicable".to_owned(),
        expected: Some("rejected".to_owned()),
        requirement: Some("reg-7".to_owned()),
        grid: vec!["G-01".to_owned()],
        statements: vec!["S-01".to_owned()],
        ground: "documented".to_owned(),
        cell: Some(Cell {
            environment: "safari".to_owned(),
            title: "Safari".to_owned(),
            ceremony: "get".to_owned(),
            user_verification: "preferred".to_owned(),
            arrives: "UV=0".to_owned(),
        }),
        reason: Some("Why.".to_owned()),
        parts: vec![Part { name: "0x1f".to_owned(), verdict: Verdict::Failure, observation: "accepted".to_owned() }],
        effect: Some(Effect { harm: Harm::Lockout, sentence: "Nobody gets in.".to_owned() }),
        stderr: "its words".to_owned(),
        transcript: Some(Transcript(vec![json!({"op": "reset"})])),
    }
}

const FINDING: &str = concat!(
    r#"{"kind":"case","id":"a/one","verdict":"not_applicable","baselined":true,"suspect":false,"all_accepted":false,"#,
    r#""observation":"not_applicable","expected":"rejected","requirement":"reg-7","grid":["G-01"],"statements":["S-01"],"#,
    r#""ground":"documented","cell":{"environment":"safari","title":"Safari","ceremony":"get","#,
    r#""user_verification":"preferred","arrives":"UV=0"},"reason":"Why.","#,
    r#""parts":[{"name":"0x1f","verdict":"failure","observation":"accepted"}],"#,
    r#""effect":{"harm":"lockout","sentence":"Nobody gets in."},"stderr":"its words","transcript":[{"op":"reset"}]}"#
);

fn plain() -> CaseLine {
    CaseLine {
        verdict: Verdict::Pass,
        baselined: false,
        all_accepted: true,
        observation: "accepted".to_owned(),
        expected: None,
        requirement: None,
        grid: Vec::new(),
        statements: Vec::new(),
        ground: "standard".to_owned(),
        cell: None,
        reason: None,
        parts: Vec::new(),
        effect: None,
        stderr: String::new(),
        transcript: None,
        ..finding()
    }
}

const PLAIN: &str = concat!(
    r#"{"kind":"case","id":"a/one","verdict":"pass","baselined":false,"suspect":false,"all_accepted":true,"observation":"accepted","#,
    r#""expected":null,"requirement":null,"grid":[],"statements":[],"ground":"standard","reason":null}"#
);

fn footer() -> Line {
    Line::Footer(Footer {
        counts: Counts::of([Verdict::Pass, Verdict::Crashed, Verdict::Pass].into_iter()),
        baselined: 1,
        suspect: 2,
        grid: Tally { run: 30, observed: 4, with_reason: 1, not_selected: 2, grid: 37 },
        complete: true,
    })
}

const FOOTER: &str = concat!(
    r#"{"kind":"footer","counts":{"pass":2,"observed":0,"not_applicable":0,"blocked":0,"notice":0,"warning":0,"#,
    r#""failure":0,"protocol_error":0,"timed_out":0,"crashed":1},"baselined":1,"suspect":2,"#,
    r#""grid":{"run":30,"observed":4,"with_reason":1,"not_selected":2,"grid":37},"complete":true}"#
);

#[test]
fn each_line_is_what_the_format_says_and_is_read_back() {
    for (line, text) in
        [(header(), HEADER), (Line::Case(Box::new(finding())), FINDING), (Line::Case(Box::new(plain())), PLAIN), (footer(), FOOTER)]
    {
        assert_eq!(serde_json::to_string(&line).expect("a line can be written"), text);
        assert_eq!(serde_json::from_str::<Line>(text).expect(text), line);
    }
}

#[test]
fn counts_name_every_verdict_and_add_up() {
    let counts = Counts::of([Verdict::Notice, Verdict::Notice, Verdict::Pass].into_iter());
    assert_eq!(counts.0.len(), Verdict::ALL.len());
    let numbers: Vec<usize> = Verdict::ALL.into_iter().map(|verdict| counts.get(verdict)).collect();
    assert_eq!(numbers, [1, 0, 0, 0, 2, 0, 0, 0, 0, 0]);
}

#[test]
fn what_is_no_line_is_refused() {
    for text in [
        r#"{"kind":"chapter"}"#,
        r#"{"kind":"header"}"#,
        &PLAIN.replace("\"pass\"", "\"passed\""),
        &FOOTER.replace("\"complete\":true", "\"complete\":1"),
    ] {
        assert!(serde_json::from_str::<Line>(text).is_err(), "{text}");
    }
}
