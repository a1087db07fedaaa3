//! Every fault in the data is refused, with its file, its line, its key, what is wrong and what to do.

use relycheck_platforms::{DataError, Platforms, Source};

const DOCUMENTS: &str = r#"
[[document]]
id = "page"
title = "A page"
edition = "2023-04-11"
url = "https://example.org/"
note = "A note."
"#;

const STATEMENTS: &str = r#"
[[statement]]
id = "S-01"
documents = ["page"]
place = "Top"
text = "Something holds."
"#;

const OBSERVATIONS: &str = r#"
[[observation]]
id = "X-1"
text = "Something was seen."
source = "somewhere"
confidence = "H"
"#;

const GRID: &str = r#"
[[scenario]]
id = "G-01"
title = "Something happens"
"#;

const AUTHENTICATORS: &str = r#"
[[authenticator]]
id = "store"
title = "A store"
pool = "pool"
up = { value = true, inferred = "why" }
be = { value = false, inferred = "why" }
bs = { value = false, inferred = "why" }
aaguid = { value = "00000000-0000-0000-0000-000000000001", observed = ["X-1"] }
fmt = { value = "none", inferred = "why" }
transports = { value = ["hybrid", "internal"], inferred = "why" }
attachment = { value = "absent", inferred = "why" }
sign_count = { value = { at_create = 0, moves = "zero" }, inferred = "why" }
credential_id_length = { value = 20, inferred = "why" }

[[authenticator]]
id = "other"
title = "Another store"
pool = "elsewhere"
up = { value = true, inferred = "why" }
be = { value = true, inferred = "why" }
bs = { value = true, inferred = "why" }
aaguid = { value = "00000000-0000-0000-0000-000000000002", inferred = "why" }
fmt = { value = "packed-self", inferred = "why" }
transports = { value = [], inferred = "why" }
attachment = { value = "platform", inferred = "why" }
sign_count = { value = { at_create = 7, moves = "increments" }, inferred = "why" }
credential_id_length = { value = 16, inferred = "why" }
"#;

const ROWS: &str = r#"
[[environment]]
id = "here"
title = "Here"
platform = { name = "macOS", version = "14" }
browser = { name = "Safari" }
icloud_keychain = "on"
touch_id = "any"
authenticator = "store"
shares_credential = ["pool"]
statements = ["S-01"]

[[environment.request]]
ceremony = "create"
user_verification = "required"
grid = ["G-01"]

[[environment.request.outcome]]
arrives = { value = true, from = ["S-01"] }
uv = { value = true, from = ["S-01"] }

[[environment.request.outcome]]
arrives = { value = false, inferred = "why" }
error = { value = "NotAllowedError", inferred = "why" }

[[environment.request.outcome]]
arrives = { value = true, inferred = "why" }
broken = true
uv = { value = false, inferred = "why" }

[[environment.request]]
ceremony = "get"
user_verification = "discouraged"

[[environment.request.outcome]]
arrives = { value = true, inferred = "why" }
uv = { value = false, observed = ["X-1"] }

[[environment]]
id = "there"
title = "There"
platform = { name = "macOS" }
browser = { name = "Chrome" }
icloud_keychain = "n/a"
touch_id = "n/a"
authenticator = "other"
shares_credential = ["elsewhere", "pool"]

[[environment.request]]
ceremony = "get"
user_verification = "preferred"

[[environment.request.outcome]]
arrives = { value = true, inferred = "why" }
uv = { value = false, inferred = "why" }

[[environment.request.outcome]]
arrives = { value = true, inferred = "why" }
authenticator = "store"
be = { value = true, inferred = "why" }
uv = { value = true, inferred = "why" }
"#;

const JOURNEYS: &str = r#"
[[journey]]
id = "go"
title = "Go"
grid = ["G-01"]
statements = ["S-01"]
steps = [
    { environment = "here", ceremony = "create", user_verification = "required", credential = "a" },
    { environment = "here", ceremony = "get", user_verification = "discouraged", credential = "a" },
]
"#;

const FILES: [(&str, &str); 7] = [
    ("documents.toml", DOCUMENTS),
    ("statements.toml", STATEMENTS),
    ("observations.toml", OBSERVATIONS),
    ("grid.toml", GRID),
    ("authenticators.toml", AUTHENTICATORS),
    ("rows/test.toml", ROWS),
    ("journeys.toml", JOURNEYS),
];

fn read(files: &[(&str, String)]) -> Result<Platforms, DataError> {
    let sources: Vec<Source<'_>> = files.iter().map(|(file, text)| Source { file, text }).collect();
    Platforms::from_sources(&sources)
}

fn sound() -> Vec<(&'static str, String)> {
    FILES.iter().map(|(file, text)| (*file, (*text).to_owned())).collect()
}

/// A fault: in `file`, the first `old` from `line` on becomes `new`; what is said must name `line`, `key` and `words`.
/// The line of a key that is missing is that of its table.
struct Fault {
    file: &'static str,
    old: &'static str,
    new: &'static str,
    line: usize,
    key: &'static str,
    words: &'static str,
}

const fn fault(
    file: &'static str,
    (old, new): (&'static str, &'static str),
    line: usize,
    key: &'static str,
    words: &'static str,
) -> Fault {
    Fault { file, old, new, line, key, words }
}

fn plant(fault: &Fault) -> Vec<(&'static str, String)> {
    let mut files = sound();
    let (_, text) = files.iter_mut().find(|(file, _)| *file == fault.file).expect("the file exists");
    let start: usize = text.lines().take(fault.line - 1).map(|line| line.len() + 1).sum();
    let at = text[start..].find(fault.old).unwrap_or_else(|| panic!("{:?} is not there to be replaced", fault.old)) + start;
    text.replace_range(at..at + fault.old.len(), fault.new);
    files
}

fn check(faults: &[Fault]) {
    for fault in faults {
        let error = read(&plant(fault)).expect_err(&format!("`{}` is refused", fault.new));
        assert_eq!((error.file.as_str(), error.line, error.key.as_str()), (fault.file, fault.line, fault.key), "{error}");
        assert!(error.fault.contains(fault.words), "{error}\nwanted: {}", fault.words);
        assert!(!error.remedy.is_empty(), "{error}");
    }
}

#[test]
fn the_sound_data_loads() {
    let platforms = read(&sound()).expect("nothing is wrong with it");
    assert_eq!((platforms.environments.len(), platforms.journeys.len()), (2, 1));
    let response = platforms.environments[0].requests[0].outcomes[0].response().expect("it arrives");
    assert_eq!(response.aaguid.value, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    assert_eq!(response.attachment.value, None);
    assert_eq!(platforms.environments[0].requests[0].statements, ["S-01"], "taken over from the grounds");
    let other = platforms.environments[1].requests[0].outcomes[1].response().expect("it arrives");
    assert_eq!((other.authenticator.as_str(), other.be.value, other.sign_count.value.at_create), ("store", true, 0));
}

#[test]
fn faults_in_the_shape_of_a_file() {
    check(&[
        fault("documents.toml", ("id = \"page\"", "id = page"), 3, "", "not TOML"),
        fault("documents.toml", ("note", "nota"), 7, "document[0].nota", "not a key"),
        fault("documents.toml", ("[[document]]", "[[documents]]"), 2, "documents", "not a key"),
        fault("documents.toml", ("\"A page\"", "7"), 4, "document[0].title", "type integer"),
        fault("documents.toml", ("\"A page\"", "\" \""), 4, "document[0].title", "empty"),
        fault("observations.toml", ("confidence = \"H\"", "confidence = \"sure\""), 6, "observation[0].confidence", "`sure`"),
        fault("rows/test.toml", ("icloud_keychain = \"on\"\n", ""), 2, "environment[0].icloud_keychain", "missing"),
        fault("rows/test.toml", ("\"any\"", "\"open\""), 8, "environment[0].touch_id", "`open`"),
        fault(
            "rows/test.toml",
            ("\"Here\"", "\"Here, where the title is far too long for a table\""),
            4,
            "environment[0].title",
            "columns",
        ),
        fault("rows/test.toml", ("\"here\"", "\"Here\""), 3, "environment[0].id", "kebab"),
        fault("rows/test.toml", ("\"required\"", "\"always\""), 15, "environment[0].request[0].user_verification", "`always`"),
    ]);
}

#[test]
fn a_file_that_nobody_reads() {
    let error = read(&[("row/test.toml", ROWS.to_owned())]).expect_err("the name is unknown");
    assert_eq!((error.file.as_str(), error.line), ("row/test.toml", 1));
    assert!(error.remedy.contains("rows/"), "{error}");
}

#[test]
fn references_that_lead_nowhere() {
    check(&[
        fault("statements.toml", ("\"page\"", "\"leaf\""), 4, "statement[0].documents[0]", "`leaf`"),
        fault("rows/test.toml", ("[\"S-01\"]", "[\"S-99\"]"), 11, "environment[0].statements[0]", "`S-99`"),
        fault("rows/test.toml", ("[\"G-01\"]", "[\"G-99\"]"), 16, "environment[0].request[0].grid[0]", "`G-99`"),
        fault("rows/test.toml", ("[\"S-01\"]", "[\"S-99\"]"), 19, "environment[0].request[0].outcome[0].arrives.from[0]", "`S-99`"),
        fault("rows/test.toml", ("[\"X-1\"]", "[\"X-9\"]"), 37, "environment[0].request[1].outcome[0].uv.observed[0]", "`X-9`"),
        fault("rows/test.toml", ("\"store\"", "\"shop\""), 9, "environment[0].authenticator", "`shop`"),
        fault("rows/test.toml", ("statements", "readings"), 11, "environment[0].readings[0]", "ambiguity"),
        fault("rows/test.toml", ("[\"pool\"]", "[\"pool\", \"puddle\"]"), 10, "environment[0].shares_credential[1]", "`puddle`"),
        fault(
            "rows/test.toml",
            ("[\"pool\"]", "[\"elsewhere\"]"),
            10,
            "environment[0].shares_credential",
            "`pool` is not in the list",
        ),
        fault("journeys.toml", ("\"here\"", "\"nowhere\""), 8, "journey[0].steps[0].environment", "`nowhere`"),
    ]);
}

#[test]
fn things_given_twice() {
    check(&[
        fault("rows/test.toml", ("\"there\"", "\"here\""), 40, "environment[1].id", "twice"),
        fault("authenticators.toml", ("\"other\"", "\"store\""), 17, "authenticator[1].id", "twice"),
        fault("journeys.toml", ("\"go\"", "\"here\""), 3, "journey[0].id", "twice"),
        fault("rows/test.toml", ("[\"S-01\"]", "[\"S-01\", \"S-01\"]"), 11, "environment[0].statements[1]", "twice"),
    ]);
    for (file, text) in FILES.iter().take(4) {
        let mut files = sound();
        let twice = files.iter_mut().find(|it| it.0 == *file).expect("the file exists");
        twice.1.push_str(text);
        let error = read(&files).expect_err("the second copy has the same id");
        // A copy begins with an empty line and the header of its table; the id stands below.
        assert_eq!((error.file.as_str(), error.line), (*file, text.lines().count() + 3), "{error}");
        assert!(error.fault.contains("twice"), "{error}");
    }
}

#[test]
fn values_need_exactly_one_ground_and_the_right_one() {
    check(&[
        fault("rows/test.toml", (", from = [\"S-01\"]", ""), 20, "environment[0].request[0].outcome[0].uv", "no ground"),
        fault(
            "rows/test.toml",
            ("[\"S-01\"] }", "[\"S-01\"], inferred = \"why\" }"),
            20,
            "environment[0].request[0].outcome[0].uv",
            "more than one",
        ),
        fault("rows/test.toml", ("[\"S-01\"]", "[]"), 20, "environment[0].request[0].outcome[0].uv", "names nothing"),
        fault(
            "rows/test.toml",
            ("observed = [\"X-1\"]", "from = [\"S-01\"]"),
            37,
            "environment[0].request[1].outcome[0].uv.from",
            "`discouraged`",
        ),
    ]);
}

#[test]
fn no_silent_field_claims_a_document() {
    let fields: [(&str, usize); 9] = [
        ("up", 6),
        ("be", 7),
        ("bs", 8),
        ("aaguid", 9),
        ("fmt", 10),
        ("transports", 11),
        ("attachment", 12),
        ("sign_count", 13),
        ("credential_id_length", 14),
    ];
    for (field, line) in fields {
        let mut files = sound();
        let text = &mut files[4].1;
        let old = text.lines().nth(line - 1).expect("the line is there").to_owned();
        let new = old.replace("inferred = \"why\"", "from = [\"S-01\"]").replace("observed = [\"X-1\"]", "from = [\"S-01\"]");
        assert_ne!(old, new);
        *text = text.replacen(&old, &new, 1);
        let error = read(&files).expect_err(field);
        assert_eq!((error.file.as_str(), error.line), ("authenticators.toml", line), "{error}");
        assert_eq!(error.key, format!("authenticator[0].{field}.from"));
        assert!(error.fault.contains("say nothing") && error.remedy.contains("observed"), "{error}");
    }
    check(&[
        fault(
            "rows/test.toml",
            ("be = { value = true, inferred = \"why\" }", "be = { value = true, from = [\"S-01\"] }"),
            60,
            "environment[1].request[0].outcome[1].be.from",
            "say nothing",
        ),
        fault(
            "rows/test.toml",
            ("inferred = \"why\"", "from = [\"S-01\"]"),
            24,
            "environment[0].request[0].outcome[1].error.from",
            "say nothing",
        ),
    ]);
}

#[test]
fn a_request_that_the_documents_do_not_know_names_no_statement() {
    let mut files = sound();
    files[5].1 = ROWS.replacen("\"discouraged\"\n", "\"omitted\"\nstatements = [\"S-01\"]\n", 1);
    let error = read(&files).expect_err("the documents say nothing about it");
    assert_eq!((error.line, error.key.as_str()), (34, "environment[0].request[1].statements"), "{error}");
    assert!(error.fault.contains("`omitted`"), "{error}");
}

#[test]
fn values_that_are_none() {
    check(&[
        fault("authenticators.toml", ("000000000001", "00000000000g"), 9, "authenticator[0].aaguid.value", "not a UUID"),
        fault("authenticators.toml", ("00000000-0000", "+0000000-0000"), 9, "authenticator[0].aaguid.value", "not a UUID"),
        fault("authenticators.toml", ("\"none\"", "\"tpm\""), 10, "authenticator[0].fmt.value", "`tpm`"),
        fault(
            "authenticators.toml",
            ("[\"hybrid\", \"internal\"]", "[\"internal\", \"hybrid\"]"),
            11,
            "authenticator[0].transports.value",
            "ascending",
        ),
        fault("authenticators.toml", ("\"hybrid\"", "\"cable\""), 11, "authenticator[0].transports.value[0]", "`cable`"),
        fault("authenticators.toml", ("\"absent\"", "\"\""), 12, "authenticator[0].attachment.value", "empty"),
        fault(
            "authenticators.toml",
            ("at_create = 0", "at_create = 1"),
            13,
            "authenticator[0].sign_count.value.at_create",
            "stays zero",
        ),
        fault(
            "authenticators.toml",
            ("at_create = 0", "at_create = 4294967296"),
            13,
            "authenticator[0].sign_count.value.at_create",
            "out of range",
        ),
        fault("authenticators.toml", ("20", "1024"), 14, "authenticator[0].credential_id_length.value", "out of range"),
        fault("authenticators.toml", ("20", "0"), 14, "authenticator[0].credential_id_length.value", "out of range"),
        fault("authenticators.toml", ("value = false", "value = true"), 8, "authenticator[0].bs", "BS is set without BE"),
    ]);
}

#[test]
fn outcomes_that_contradict_themselves_or_their_request() {
    check(&[
        fault("rows/test.toml", ("value = true", "value = false"), 20, "environment[0].request[0].outcome[0].uv", "required"),
        fault(
            "rows/test.toml",
            ("uv", "bs = { value = true, inferred = \"why\" }\nuv"),
            20,
            "environment[0].request[0].outcome[0].bs",
            "BS is set without BE",
        ),
        fault(
            "rows/test.toml",
            ("uv", "up = { value = false, inferred = \"why\" }\nuv"),
            20,
            "environment[0].request[0].outcome[0].up",
            "UP",
        ),
        fault(
            "rows/test.toml",
            ("error", "uv = { value = true, inferred = \"why\" }\nerror"),
            24,
            "environment[0].request[0].outcome[1].uv",
            "nothing arrives",
        ),
        fault(
            "rows/test.toml",
            ("error", "be = { value = true, inferred = \"why\" }\nerror"),
            24,
            "environment[0].request[0].outcome[1].be",
            "nothing arrives",
        ),
        fault(
            "rows/test.toml",
            ("NotAllowedError", "Refused"),
            24,
            "environment[0].request[0].outcome[1].error.value",
            "`Refused`",
        ),
        fault(
            "rows/test.toml",
            ("uv", "error = { value = \"NotAllowedError\", inferred = \"why\" }\nuv"),
            20,
            "environment[0].request[0].outcome[0].error",
            "a response arrives",
        ),
        fault("rows/test.toml", ("uv", "broken = true\nuv"), 20, "environment[0].request[0].outcome[0].broken", "an honest client"),
        fault(
            "rows/test.toml",
            ("uv", "authenticator = \"other\"\nuv"),
            20,
            "environment[0].request[0].outcome[0].authenticator",
            "does not share",
        ),
    ]);
}

#[test]
fn journeys_that_do_not_fit_their_rows() {
    check(&[
        fault("journeys.toml", ("\"required\"", "\"preferred\""), 8, "journey[0].steps[0]", "no such request"),
        fault("journeys.toml", ("credential", "outcome = 3, credential"), 8, "journey[0].steps[0]", "no outcome 3"),
        fault("journeys.toml", ("credential", "outcome = 2, credential"), 8, "journey[0].steps[0]", "broken client"),
        fault("journeys.toml", ("\"a\"", "\"b\""), 9, "journey[0].steps[1].credential", "no step before"),
        fault("journeys.toml", ("credential", "user = 1, credential"), 9, "journey[0].steps[1]", "user 0"),
        fault(
            "journeys.toml",
            ("credential", "replaces = \"a\", credential"),
            9,
            "journey[0].steps[1].replaces",
            "replaces nothing",
        ),
        fault(
            "journeys.toml",
            ("credential", "replaces = \"z\", credential"),
            8,
            "journey[0].steps[0].replaces",
            "no credential `z`",
        ),
        fault(
            "journeys.toml",
            (
                "\"here\", ceremony = \"get\", user_verification = \"discouraged\"",
                "\"there\", ceremony = \"get\", user_verification = \"preferred\"",
            ),
            9,
            "journey[0].steps[1]",
            "lies in the pool",
        ),
        fault(
            "journeys.toml",
            (
                "\"here\", ceremony = \"get\", user_verification = \"discouraged\"",
                "\"there\", outcome = 1, ceremony = \"get\", user_verification = \"preferred\"",
            ),
            9,
            "journey[0].steps[1]",
            "BE changes",
        ),
        fault(
            "journeys.toml",
            ("\"get\", user_verification = \"discouraged\"", "\"create\", user_verification = \"required\""),
            9,
            "journey[0].steps[1].credential",
            "made twice",
        ),
    ]);
}

#[test]
fn entries_that_lack_what_makes_them_one() {
    check(&[
        fault("statements.toml", ("[\"page\"]", "[]"), 4, "statement[0].documents", "come from a document"),
        fault("statements.toml", ("text", "also = \"more\"\ntext"), 6, "statement[0].also", "no reason"),
        fault(
            "statements.toml",
            ("text", "reason = { kind = \"lazy\", text = \"x\" }\ntext"),
            6,
            "statement[0].reason.kind",
            "`lazy`",
        ),
        fault("grid.toml", ("title", "reason = { kind = \"service\" }\ntitle"), 4, "scenario[0].reason.text", "missing"),
        fault(
            "rows/test.toml",
            ("error = { value = \"NotAllowedError\", inferred = \"why\" }\n", ""),
            22,
            "environment[0].request[0].outcome[1].error",
            "missing",
        ),
        fault("rows/test.toml", ("uv = ", "#"), 18, "environment[0].request[0].outcome[0].uv", "missing"),
    ]);
    let mut files = sound();
    files[5].1 = ROWS.replacen("authenticator = \"store\"\n", "", 1);
    let error = read(&files).expect_err("a response comes from somewhere");
    // The outcome stood in line 18 before a line was taken out above it.
    assert_eq!((error.line, error.key.as_str()), (17, "environment[0].request[0].outcome[0]"), "{error}");
    assert!(error.fault.contains("no authenticator"), "{error}");
}

#[test]
fn an_ambiguity_shaped_rows_or_says_why_not() {
    const AMBIGUITY: &str = "[[ambiguity]]\nid = \"AMB-01\"\nplace = \"p\"\nproblem = \"q\"\nreading = \"r\"\n";
    for (rest, sound) in [
        ("rows = [\"here\"]", true),
        ("reason = \"none\"", true),
        ("", false),
        ("rows = []", false),
        ("rows = [\"here\"]\nreason = \"none\"", false),
    ] {
        match read(&[("ambiguities.toml", format!("{AMBIGUITY}{rest}"))]) {
            Ok(_) => assert!(sound, "{rest}"),
            Err(error) => {
                assert!(!sound, "{error}");
                assert_eq!((error.line, error.key.as_str()), (1, "ambiguity[0]"), "{error}");
            }
        }
    }
}

#[test]
fn environments_and_requests_that_are_empty_or_double() {
    let again = "[[environment.request]]\nceremony = \"get\"\nuser_verification = \"preferred\"\n";
    let head: String = ROWS.lines().take(12).map(|line| format!("{line}\n")).collect();
    let cases = [
        (head, 2, "environment[0]", "no request"),
        (format!("{ROWS}{again}"), 62, "environment[1].request[1]", "already"),
        (format!("{ROWS}{}", again.replace("preferred", "required")), 62, "environment[1].request[1]", "no outcome"),
    ];
    for (text, line, key, words) in cases {
        let mut files = sound();
        files[5].1 = text;
        let error = read(&files).expect_err(words);
        assert_eq!((error.line, error.key.as_str()), (line, key), "{error}");
        assert!(error.fault.contains(words), "{error}");
    }
}

#[test]
fn a_credential_that_was_replaced_comes_back_as_a_matter_of_policy_only() {
    let journey = |policy: &str| {
        let step = |rest: &str| format!("    {{ environment = \"here\", {rest} }},\n");
        let create = "ceremony = \"create\", user_verification = \"required\"";
        let get = "ceremony = \"get\", user_verification = \"discouraged\"";
        let steps = [
            step(&format!("{create}, credential = \"a\"")),
            step(&format!("{create}, credential = \"b\", replaces = \"a\"")),
            step(&format!("{get}, credential = \"a\"{policy}")),
        ];
        format!("[[journey]]\nid = \"go\"\ntitle = \"Go\"\nsteps = [\n{}]\n", steps.concat())
    };
    let mut files = sound();
    files[6].1 = journey(", policy = true");
    read(&files).expect("the RP decides");
    files[6].1 = journey("");
    let error = read(&files).expect_err("the authenticator has dropped it");
    assert_eq!((error.line, error.key.as_str()), (7, "journey[0].steps[2]"), "{error}");
    assert!(error.fault.contains("replaced"), "{error}");
}

#[test]
fn a_fault_is_told_in_three_lines() {
    let mut files = sound();
    files[5].1 = ROWS.replacen("\"store\"", "\"shop\"", 1);
    let error = read(&files).expect_err("there is no such store");
    let lines: Vec<String> = error.to_string().lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 3, "{error}");
    assert_eq!(lines[0], "rows/test.toml:9: environment[0].authenticator");
    assert!(lines[1].starts_with("  fault: ") && lines[2].starts_with("  remedy: "), "{error}");
}

#[test]
fn a_journey_takes_no_credential_where_its_pool_is_not_shared() {
    let mut files = sound();
    // Without the outcome that lies in the pool, the second environment may do without the pool.
    let outcome = ROWS.rfind("[[environment.request.outcome]]").expect("there are outcomes");
    files[5].1 = ROWS[..outcome].replacen("[\"elsewhere\", \"pool\"]", "[\"elsewhere\"]", 1);
    files[6].1 = JOURNEYS.replace(
        "\"here\", ceremony = \"get\", user_verification = \"discouraged\"",
        "\"there\", ceremony = \"get\", user_verification = \"preferred\"",
    );
    let error = read(&files).expect_err("the credential does not get there");
    assert_eq!((error.file.as_str(), error.line), ("journeys.toml", 9), "{error}");
    assert_eq!(error.key, "journey[0].steps[1].environment");
    assert!(error.fault.contains("cannot use credentials of the pool `pool`"), "{error}");
}
