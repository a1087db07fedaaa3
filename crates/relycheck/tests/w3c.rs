//! The test vectors of the standard, section 16, read from the file that `RELYCHECK_W3C_VECTORS` names: the reference RP accepts them.
//! <https://www.w3.org/TR/webauthn-3/>
//!
//! The file is JSON: `vectors`, each with `name`, `rp_id`, `origin`, `top_origin` and the two ceremonies; and
//! `attestation_root`, with the certificate that the certified ones lead to. Bytes are in hex.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use relycheck_protocol::{
    AccountRecord, AttestationConveyance, AttestationTrust, AuthenticationBegin, AuthenticationFinish, Begin, Begun, Finish,
    Policy, RegistrationBegin, RegistrationFinish, RelyingParty, Shared, TopOrigins, User,
};
use relycheck_reference::Reference;
use serde_json::{Value, json};

/// The formats whose statements the reference RP verifies. Those of others it leaves unverified, as an RP may that does not use
/// attestation.
const VERIFIED: [&str; 3] = ["none", "packed-self", "packed"];

fn bytes(ceremony: &Value, member: &str) -> Vec<u8> {
    let text = ceremony[member].as_str().unwrap_or_else(|| panic!("there is no {member}"));
    HEXLOWER.decode(text.as_bytes()).unwrap_or_else(|error| panic!("{member}: {error}"))
}

fn encoded(ceremony: &Value, member: &str) -> String {
    BASE64URL_NOPAD.encode(&bytes(ceremony, member))
}

fn policy(vector: &Value, algorithms: &[i64], root: &str) -> Policy {
    let name = vector["name"].as_str().expect("a name");
    let mut policy = relycheck_cases::Script::new("").policy;
    policy.rp_id = vector["rp_id"].as_str().expect("an RP ID").to_owned();
    policy.origins = vec![vector["origin"].as_str().expect("an origin").to_owned()];
    let framed = ["registration", "authentication"].iter().any(|it| {
        let client_data: Value = serde_json::from_slice(&bytes(&vector[it], "clientDataJSON")).expect("client data is JSON");
        client_data["crossOrigin"] == true
    });
    policy.cross_origin = framed;
    policy.top_origins = TopOrigins::Only(vector["top_origin"].as_str().map(str::to_owned).into_iter().collect());
    policy.algorithms = algorithms.to_vec();
    policy.attestation.conveyance = AttestationConveyance::Direct;
    policy.attestation.trust = vec![AttestationTrust::None, AttestationTrust::SelfSigned, AttestationTrust::Anchored];
    policy.attestation.anchors = vec![root.to_owned()];
    policy.attestation.verify = VERIFIED.iter().any(|format| name.split('.').next() == Some(format));
    policy
}

fn begun(begin: Begin, name: &str) -> Begun {
    match begin {
        Begin::Begun(begun) => begun,
        other => panic!("{name}: {other:?}"),
    }
}

fn record(finish: Finish, name: &str) -> Shared {
    match finish {
        Finish::Accepted(accepted) => accepted.record,
        other => panic!("{name}: {other:?}"),
    }
}

/// The envelope around the bytes, which the vectors do not give.
fn envelope(id: &str, response: &Value) -> String {
    json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {} }).to_string()
}

fn play(vector: &Value, algorithms: &[i64], root: &str) {
    let name = vector["name"].as_str().expect("a name");
    let (registration, authentication) = (&vector["registration"], &vector["authentication"]);
    let mut rp = Reference::new();
    let policy = policy(vector, algorithms, root);
    let user = User { id: Some(BASE64URL_NOPAD.encode(b"relycheck")), name: "somebody@example.org".to_owned() };
    let id = encoded(registration, "credential_id");

    let challenge = Some(encoded(registration, "challenge"));
    let begin = RegistrationBegin { user: user.clone(), policy: policy.clone(), exclude: Vec::new(), mediation: None, challenge };
    let session = begun(rp.begin_registration(begin), name).session;
    let response = envelope(
        &id,
        &json!({
            "clientDataJSON": encoded(registration, "clientDataJSON"),
            "attestationObject": encoded(registration, "attestationObject"),
            "transports": [],
        }),
    );
    let finish = RegistrationFinish { session, response, records: Vec::new() };
    let record_made = record(rp.finish_registration(finish), name);

    let records = vec![AccountRecord { user_id: user.id.clone().expect("an id"), credential_id: id.clone(), record: record_made }];
    let challenge = Some(encoded(authentication, "challenge"));
    let begin = AuthenticationBegin { user: Some(user), records: records.clone(), policy, mediation: None, challenge };
    let session = begun(rp.begin_authentication(begin), name).session;
    let response = envelope(
        &id,
        &json!({
            "clientDataJSON": encoded(authentication, "clientDataJSON"),
            "authenticatorData": encoded(authentication, "authenticatorData"),
            "signature": encoded(authentication, "signature"),
        }),
    );
    record(rp.finish_authentication(AuthenticationFinish { session, response, records }), name);
}

#[test]
#[ignore = "reads the file that RELYCHECK_W3C_VECTORS names; the standard's numbers are not part of this repository"]
fn the_reference_accepts_the_vectors_of_the_standard() {
    let path = std::env::var("RELYCHECK_W3C_VECTORS").expect("RELYCHECK_W3C_VECTORS names the file");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let file: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
    let algorithms = Reference::new().identity().algorithms;
    let root = encoded(&file["attestation_root"], "attestation_ca_cert");
    let vectors = file["vectors"].as_array().expect("a list of vectors");
    assert_eq!(vectors.len(), 15);
    for vector in vectors {
        play(vector, &algorithms, &root);
        println!("{}: accepted", vector["name"]);
    }
}
