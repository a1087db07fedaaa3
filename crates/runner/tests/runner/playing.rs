//! One case played: what an RP is sent, and what becomes of answers that are none.

use data_encoding::BASE64URL_NOPAD;
use relycheck_cases::{Case, Departure};
use relycheck_forge::{ClientDataDeviation, Deviation};
use relycheck_judge::Fault;
use relycheck_protocol::{
    Accepted, AccountRecord, Answer, Begun, Capability, Failed, Finish, Identity, Rejected, Request, Stored, Unsupported,
};
use relycheck_runner::{Driver, InProcess, Played, StartError};
use serde_json::{Value, json};

use crate::parties::{Asked, accept, case, identity, party, play};

const LOGIN: &str = "authentication/user-verification/required-uv1/registered-uv1";

fn requests(played: &Played) -> Vec<&Request> {
    played.exchanges.iter().map(|exchange| &exchange.request).collect()
}

/// An RP whose record is how often it was written.
fn counting() -> InProcess<impl FnMut() -> crate::parties::Boxed + Send> {
    InProcess::new(|| {
        let mut written = 0;
        party(move |_| {
            written += 1;
            Finish::Accepted(Box::new(Accepted { record: json!(written).into(), stored: Stored::default() }))
        })
    })
}

#[test]
fn a_login_is_reset_then_registration_then_authentication_with_the_record_that_came_of_it() {
    let played = play(case(LOGIN), &mut counting()).expect("the case can be played");
    let requests = requests(&played);
    let [
        Request::Reset,
        Request::BeginRegistration(begin),
        Request::FinishRegistration(registration),
        Request::BeginAuthentication(get),
        Request::FinishAuthentication(authentication),
    ] = requests[..]
    else {
        panic!("{requests:?}")
    };
    assert_eq!(begin.policy.rp_id, "example.org");
    assert_eq!(begin.policy.user_verification, Some(relycheck_protocol::UserVerification::Preferred));
    assert_eq!(get.policy.user_verification, Some(relycheck_protocol::UserVerification::Required));
    assert!(registration.records.is_empty(), "nothing is registered yet");
    let user = begin.user.id.clone().expect("the suite names the user");
    assert!(!begin.user.name.is_empty());
    assert_eq!(get.user, Some(begin.user.clone()));

    let envelope: Value = serde_json::from_str(&registration.response).expect("the response is JSON");
    let id = envelope["id"].as_str().expect("an id").to_owned();
    // `reset` counted as the first answer, the registration as the second.
    let record = AccountRecord { user_id: user, credential_id: id.clone(), record: json!(2).into() };
    assert_eq!(get.records, std::slice::from_ref(&record));
    assert_eq!(authentication.records, [record]);
    let envelope: Value = serde_json::from_str(&authentication.response).expect("the response is JSON");
    assert_eq!(envelope["id"], json!(id));
}

#[test]
fn the_challenge_in_the_options_is_the_one_that_is_answered() {
    let played = play(case(LOGIN), &mut counting()).expect("the case can be played");
    let mut offered = None;
    let mut answered = 0;
    for exchange in &played.exchanges {
        if let Some(Answer::Begun(begun)) = &exchange.answer {
            offered = begun.options["challenge"].as_str().map(str::to_owned);
        }
        let response = match &exchange.request {
            Request::FinishRegistration(finish) => &finish.response,
            Request::FinishAuthentication(finish) => &finish.response,
            _ => continue,
        };
        let envelope: Value = serde_json::from_str(response).expect("the response is JSON");
        let text = envelope["response"]["clientDataJSON"].as_str().expect("client data").to_owned();
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).expect("base64url");
        let client_data: Value = serde_json::from_slice(&bytes).expect("client data is JSON");
        assert_eq!(client_data["challenge"].as_str(), offered.as_deref());
        answered += 1;
    }
    assert_eq!(answered, 2);
}

/// The `records` of the only `begin_authentication`, and of the last message, by their number in the order of registration.
fn records(id: &str) -> (Vec<Value>, Vec<Value>, bool) {
    let played = play(case(id), &mut counting()).expect("the case can be played");
    let of = |records: &[AccountRecord]| records.iter().map(|record| Value::from(record.record.clone())).collect::<Vec<_>>();
    let mut listed = None;
    let mut table = Vec::new();
    for request in requests(&played) {
        match request {
            Request::BeginAuthentication(begin) => listed = Some((of(&begin.records), begin.user.is_some())),
            Request::FinishAuthentication(finish) => table = of(&finish.records),
            _ => {}
        }
    }
    let (listed, known) = listed.expect("an authentication begins");
    (listed, table, known)
}

#[test]
fn an_authentication_lists_what_the_case_says_and_the_table_is_whole() {
    let (one, both) = (json!(2), json!(3));
    let table = vec![one.clone(), both];
    let departing = "authentication/accounts/not-in-allow-credentials";
    assert_eq!(records(departing), (vec![one.clone()], table.clone(), true));
    let other_user = "authentication/accounts/credential-of-another-user";
    assert_eq!(records(other_user), (vec![one.clone()], table, true));
    assert_eq!(records("authentication/accounts/user-handle-of-nobody"), (Vec::new(), vec![one], false));
}

#[test]
fn a_record_that_an_authentication_changed_is_handed_out_from_then_on() {
    let journey = relycheck_cases::catalogue()
        .cases()
        .iter()
        .find(|case| case.id.starts_with("journey/pair/") && case.script.ceremonies.len() > 3);
    let played = play(journey.expect("a journey"), &mut counting()).expect("the case can be played");
    let mut expected = 2;
    for request in requests(&played) {
        if let Request::BeginAuthentication(begin) = request {
            let records: Vec<&Value> = begin.records.iter().map(|record| &*record.record).collect();
            assert_eq!(records, [&json!(expected)]);
            expected += 1;
        }
    }
    assert!(expected > 4);
}

/// A driver that answers each request by a function.
struct Answering<F>(F);

impl<F: FnMut(&Request) -> Answer + Send> Driver for Answering<F> {
    fn start(&mut self) -> Result<(), StartError> {
        Ok(())
    }

    fn call(&mut self, request: &Request) -> Result<Answer, Fault> {
        Ok(match request {
            Request::Hello(_) => Answer::Identity(Box::new(Identity { settable: Vec::new(), ..identity() })),
            other => (self.0)(other),
        })
    }
}

fn offering(options: Value) -> Answer {
    Answer::Begun(Begun { options: options.into(), session: Value::Null.into() })
}

/// The fault of a login whose RP answers so.
fn fault(answer: impl FnMut(&Request) -> Answer + Send) -> Fault {
    let played = play(case(LOGIN), &mut Answering(answer)).expect("the case can be played");
    played.run.fault.expect("there is a fault")
}

#[test]
fn an_answer_of_the_wrong_kind_is_a_breach_of_the_protocol_with_its_place() {
    let breach = |detail: &str| Fault::Protocol { detail: detail.to_owned() };
    let good = || offering(json!({"challenge": "AAAA"}));
    let failed = || Answer::Failed(Failed { detail: "out of luck".to_owned() });
    assert_eq!(fault(|_| failed()), breach("reset was answered by failed: out of luck"));
    assert_eq!(fault(|_| good()), breach("reset was answered by begun"));
    let begin = |answer: fn() -> Answer| fault(move |request| if *request == Request::Reset { Answer::Done } else { answer() });
    assert_eq!(begin(|| Answer::Done), breach("the beginning of a ceremony was answered by done"));
    let end = |answer: Answer| {
        fault(move |request| match request {
            Request::Reset => Answer::Done,
            Request::BeginRegistration(_) | Request::BeginAuthentication(_) => good(),
            _ => answer.clone(),
        })
    };
    assert_eq!(end(good()), breach("the end of a ceremony was answered by begun"));
    assert_eq!(end(failed()), breach("the end of a ceremony was answered by failed: out of luck"));
    let lacks = Answer::Unsupported(Unsupported { capability: Capability::Clock });
    assert_eq!(end(lacks), breach("the adapter answers `unsupported` for clock, which was not asked for"));
}

#[test]
fn what_is_about_a_request_is_left_out_where_there_is_none() {
    for (extensions, requests) in [
        (json!({"credProps": true}), true),
        (json!({"x": 1, "largeBlob": {"support": "preferred"}}), true),
        (json!({"credProps": false, "largeBlob": null}), false),
        (json!({"x": 1}), false),
        (json!({}), false),
        (Value::Null, false),
    ] {
        let answer = |request: &Request| match request {
            Request::Reset => Answer::Done,
            Request::FinishRegistration(_) => Answer::Rejected(Rejected { stage: None, detail: "never".to_owned() }),
            _ => offering(json!({"challenge": "AAAA", "extensions": extensions})),
        };
        let case = case("registration/extensions/requested-without-output");
        let run = play(case, &mut Answering(answer)).expect("the case can be played").run;
        assert_eq!(run.attempts.len(), usize::from(requests), "{extensions}");
        assert_eq!(matches!(run.fault, Some(Fault::NotApplicable { .. })), !requests, "{extensions}");
    }
}

#[test]
fn options_without_a_sound_challenge_cannot_be_answered() {
    let of = |options: Value| {
        let Fault::Protocol { detail } = fault(move |request| match request {
            Request::Reset => Answer::Done,
            _ => offering(options.clone()),
        }) else {
            panic!("no breach of the protocol")
        };
        detail
    };
    let wrapped = of(json!({"publicKey": {"challenge": "AAAA"}}));
    assert_eq!(wrapped, "the options cannot be answered: they have no `challenge`; send the object inside `publicKey`");
    assert_eq!(of(json!({"challenge": [1, 2]})), "the options cannot be answered: `challenge` is no string");
    for text in ["AAA=", "+/+/", "A", "AB", "a b"] {
        let detail = of(json!({"challenge": text}));
        assert!(detail.starts_with("the options cannot be answered: `challenge` is not base64url without padding"), "{detail}");
    }
    assert!(of(Value::Null).contains("no `challenge`"));
    assert_eq!(of(json!({"challenge": ""})), "the options cannot be answered: `challenge` is empty");
}

/// A case whose deviation leaves the bytes as they are: `crossOrigin` becomes true where it is true already.
fn void() -> Case {
    let mut case = case("registration/client-data/cross-origin-unexpected").clone();
    case.script.ceremonies[0].deliveries[0].emission.client_data.cross_origin = Some(true);
    let departure = Some(Departure::Bytes(Deviation::ClientData(ClientDataDeviation::CrossOrigin)));
    assert_eq!(case.script.ceremonies[0].deliveries[0].departure, departure);
    case
}

#[test]
fn a_deviation_that_is_void_however_often_is_the_fault_of_the_suite() {
    let mut begun = 0;
    let mut driver = Answering(|request: &Request| match request {
        Request::Reset => Answer::Done,
        _ => {
            begun += 1;
            offering(json!({"challenge": BASE64URL_NOPAD.encode(&[begun; 16])}))
        }
    });
    let error = play(&void(), &mut driver).expect_err("the case is void");
    assert_eq!(
        error.to_string(),
        "registration/client-data/cross-origin-unexpected: this deviation changes nothing here: \
         `crossOrigin` in client data is true"
    );
    assert_eq!(begun, 16, "the case begins anew as often as that");
}

#[test]
fn a_deviation_that_poor_challenges_make_void_is_the_fault_of_the_rp() {
    let constant = BASE64URL_NOPAD.encode(&[0; 32]);
    let again = format!("\"{constant}\" came more than once");
    for (challenge, poor) in [("AAAA", "\"AAAA\" has 3 bytes, fewer than 16"), (&constant, &again)] {
        let mut driver = Answering(|request: &Request| match request {
            Request::Reset => Answer::Done,
            Request::BeginRegistration(_) => offering(json!({"challenge": challenge})),
            _ => Answer::from(accept()),
        });
        // In the other base64 these challenges are the same.
        let played = play(case("registration/client-data/challenge-encoding"), &mut driver).expect("no fault of the suite");
        let Some(Fault::Protocol { detail }) = &played.run.fault else { panic!("{:?}", played.run.fault) };
        assert!(detail.starts_with(&format!("the RP's challenges leave nothing to deviate from: {poor} (")), "{detail}");
        assert!(played.run.attempts.len() < 3, "the part that cannot be made ends the case");
    }
}

#[test]
fn the_words_of_an_rp_that_says_very_much_are_cut() {
    let of = |detail: String| {
        let mut driver = InProcess::new(move || {
            let detail = detail.clone();
            party(move |_| Finish::Rejected(Rejected { stage: None, detail: detail.clone() }))
        });
        let played = play(case(LOGIN), &mut driver).expect("the case can be played");
        let Some(Answer::Rejected(rejected)) = &played.exchanges[2].answer else { panic!("{:?}", played.exchanges) };
        rejected.detail.clone()
    };
    assert!(of("ü".repeat(4096)) == "ü".repeat(4096));
    assert!(of("ü".repeat(4097)) == "ü".repeat(4096) + "…");
}

#[test]
fn a_deviation_that_one_challenge_makes_void_begins_anew() {
    let mut begun = 0;
    let mut driver = Answering(|request: &Request| match request {
        Request::Reset => Answer::Done,
        Request::BeginRegistration(_) => {
            begun += 1;
            // The second of its three ceremonies answers in the other base64, in which the first of these is the same.
            offering(json!({"challenge": if begun < 7 { "AAAA" } else { "-_-_" }}))
        }
        _ => Answer::from(accept()),
    });
    let played = play(case("registration/client-data/challenge-encoding"), &mut driver).expect("the fourth time it works");
    assert_eq!((played.run.attempts.len(), played.run.fault), (3, None));
    assert_eq!(played.exchanges.len(), 7, "what passed is that of the last time");
    assert_eq!(begun, 9);
}

#[test]
fn a_panic_throws_the_rp_away_until_it_is_started_anew() {
    let mut made = 0;
    let mut driver = InProcess::new(|| {
        made += 1;
        let number = made;
        party(move |asked| {
            assert!(matches!(asked, Asked::Reset) || number > 1, "the first of its kind");
            accept()
        })
    });
    let crashed = |detail: &str| Some(Fault::Crashed { detail: detail.to_owned() });
    assert_eq!(driver.call(&Request::Reset).err(), crashed("not started"));
    let played = play(case(LOGIN), &mut driver).expect("the case can be played");
    assert_eq!(played.run.fault, crashed("panicked: the first of its kind"));
    assert_eq!(driver.call(&Request::Reset).err(), crashed("not started"));
    let played = play(case(LOGIN), &mut driver).expect("the case can be played");
    assert_eq!((played.run.fault, played.run.attempts.len()), (None, 2));
}
