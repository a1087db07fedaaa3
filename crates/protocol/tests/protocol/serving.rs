//! The main loop of an adapter: one answer for each line, whatever the line is.

use relycheck_protocol::{
    Accepted, Answer, AuthenticationBegin, AuthenticationFinish, Begin, Begun, Capability, Decoded, Depth, Envelope, Failed,
    Finish, Identity, RegistrationBegin, RegistrationFinish, Rejected, RelyingParty, Reply, Stage, Stored, Unsupported, serve,
};
use serde_json::json;

/// An RP that writes down what it is asked and gives each question another answer.
#[derive(Default)]
struct Scribe {
    asked: Vec<&'static str>,
}

impl RelyingParty for Scribe {
    fn identity(&self) -> Identity {
        Identity {
            name: "scribe".to_owned(),
            version: "1".to_owned(),
            language: "Rust".to_owned(),
            homepage: None,
            issues: None,
            depth: Depth::Service,
            settable: Vec::new(),
            algorithms: Vec::new(),
            formats: Vec::new(),
            extensions: Vec::new(),
            lacks: Vec::new(),
        }
    }

    fn begin_registration(&mut self, begin: RegistrationBegin) -> Begin {
        self.asked.push("begin_registration");
        Begin::Begun(Begun { options: json!({"user": begin.user.name}).into(), session: json!(1).into() })
    }

    fn finish_registration(&mut self, finish: RegistrationFinish) -> Finish {
        self.asked.push("finish_registration");
        Finish::Accepted(Box::new(Accepted { record: json!(finish.response).into(), stored: Stored::default() }))
    }

    fn begin_authentication(&mut self, _begin: AuthenticationBegin) -> Begin {
        self.asked.push("begin_authentication");
        Begin::Unsupported(Capability::Discoverable)
    }

    fn finish_authentication(&mut self, _finish: AuthenticationFinish) -> Finish {
        self.asked.push("finish_authentication");
        Finish::Rejected(Rejected { stage: Some(Stage::State), detail: "no".to_owned() })
    }

    fn reset(&mut self) {
        self.asked.push("reset");
    }
}

/// A whole conversation: the bytes that go in, the answers that come out.
fn talk(rp: &mut dyn RelyingParty, input: &[u8]) -> Vec<Reply> {
    let mut output = Vec::new();
    serve(rp, input, &mut output).expect("memory can be read and written");
    let output = String::from_utf8(output).expect("JSON is UTF-8");
    assert!(output.is_empty() || output.ends_with('\n'));
    output.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

fn failure(reply: &Reply) -> &str {
    let Answer::Failed(Failed { detail }) = &reply.answer else { panic!("{reply:?} is no failure") };
    detail
}

#[test]
fn each_request_reaches_its_method_and_is_answered_in_its_place() {
    let mut lines = String::new();
    for (number, (request, _)) in crate::samples::requests().into_iter().enumerate() {
        let envelope = Envelope { seq: format!("#{number}"), request };
        lines += &(serde_json::to_string(&envelope).expect("a request can be written") + "\n");
    }
    let mut rp = Scribe::default();
    let replies = talk(&mut rp, lines.as_bytes());
    let answers = [
        Answer::Identity(Box::new(rp.identity())),
        Answer::Begun(Begun { options: json!({"user": "user@example.org"}).into(), session: json!(1).into() }),
        Answer::Accepted(Box::new(Accepted { record: json!("{\"id\":").into(), stored: Stored::default() })),
        Answer::Unsupported(Unsupported { capability: Capability::Discoverable }),
        Answer::Rejected(Rejected { stage: Some(Stage::State), detail: "no".to_owned() }),
        Answer::Decoded(Decoded::Unsupported),
        Answer::Done,
        Answer::Done,
    ];
    let expected: Vec<Reply> =
        answers.into_iter().enumerate().map(|(number, answer)| Reply { seq: format!("#{number}"), answer }).collect();
    assert_eq!(replies, expected);
    let asked = ["begin_registration", "finish_registration", "begin_authentication", "finish_authentication", "reset"];
    assert_eq!(rp.asked, asked);
}

#[test]
fn a_broken_line_fails_with_its_seq_and_the_conversation_goes_on() {
    let mut rp = Scribe::default();
    let lines: &[u8] = b"{\"seq\":\"a\",\"op\":\"dance\"}\n\
        {\"seq\":\"b\",\"op\":\"finish_registration\"}\n\
        not JSON\n\
        \n\
        {\"seq\":\"\xff\",\"op\":\"reset\"}\n\
        {\"seq\":\"c\",\"op\":\"reset\"}";
    let replies = talk(&mut rp, lines);
    let seqs: Vec<&str> = replies.iter().map(|reply| reply.seq.as_str()).collect();
    assert_eq!(seqs, ["a", "b", "", "", "", "c"]);
    assert!(failure(&replies[0]).contains("dance"), "{}", failure(&replies[0]));
    assert!(failure(&replies[1]).contains("session"), "{}", failure(&replies[1]));
    for reply in &replies[..5] {
        assert!(failure(reply).starts_with("not a request of protocol 1: "), "{}", failure(reply));
    }
    assert_eq!(replies[5].answer, Answer::Done);
    assert_eq!(rp.asked, ["reset"]);
}

#[test]
fn another_version_of_the_protocol_is_refused_by_both_numbers() {
    let replies = talk(&mut Scribe::default(), b"{\"seq\":\"v\",\"op\":\"hello\",\"protocol\":2}\n");
    assert_eq!((replies.len(), replies[0].seq.as_str()), (1, "v"));
    assert_eq!(failure(&replies[0]), "this adapter speaks protocol 1, the suite 2");
}

#[test]
fn after_bye_nothing_more_is_read() {
    let mut rp = Scribe::default();
    let replies = talk(&mut rp, b"{\"seq\":\"1\",\"op\":\"bye\"}\n{\"seq\":\"2\",\"op\":\"reset\"}\n");
    assert_eq!(replies, [Reply { seq: "1".to_owned(), answer: Answer::Done }]);
    assert!(rp.asked.is_empty());
}
