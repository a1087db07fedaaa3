//! Decoders that misbehave, each in one way, and one that does not.

use std::io::{BufRead, Write};
use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use relycheck::decoding::{Demanded, demand};
use relycheck_protocol::{Decode, Envelope, Request};

/// The input at which those misbehave that do so once: this many are read before it.
pub(crate) const BEFORE: usize = 40;

/// Plays a decoder until `bye`.
pub(crate) fn play(name: &str) {
    let mut read = 0;
    for line in std::io::stdin().lock().lines() {
        let Ok(Envelope { seq, request }) = serde_json::from_str(&line.unwrap_or_default()) else { return };
        let answer = match request {
            Request::Hello(_) if name == "no-hello" => r#""outcome":"done""#.to_owned(),
            Request::Hello(_) => format!(
                r#""outcome":"identity","name":"{name}","version":"1","language":"Rust","depth":"library",{}"#,
                r#""settable":[],"algorithms":[],"formats":[],"extensions":[],"lacks":[]"#
            ),
            Request::Decode(decode) => {
                read += 1;
                decoded(name, &decode, is_the_one(name, &decode, read))
            }
            Request::Bye => return,
            _ => r#""outcome":"done""#.to_owned(),
        };
        println!(r#"{{"seq":"{seq}",{answer}}}"#);
    }
}

/// Whether it is the input to misbehave at. The input itself tells, since a process that is started anew begins to count again.
fn is_the_one(name: &str, decode: &Decode, read: usize) -> bool {
    match std::env::args().nth(3) {
        _ if name.ends_with("-always") => true,
        Some(bytes) => decode.bytes == bytes,
        None => read > BEFORE,
    }
}

fn decoded(name: &str, decode: &Decode, the_one: bool) -> String {
    let said = |result: &str| format!(r#""outcome":"decoded","result":"{result}","detail":"no""#);
    match name {
        "accepts" => said("accepted"),
        "refuses" => said("refused"),
        "cannot" => said("unsupported"),
        "crashes" | "crashes-always" if the_one => std::process::abort(),
        "exits" if the_one => std::process::exit(0),
        "hangs" if the_one => loop {
            std::thread::sleep(Duration::from_secs(60));
        },
        "grows" if the_one => grow(),
        "fails" if the_one => r#""outcome":"failed","detail":"I could not""#.to_owned(),
        "babbles" if the_one => {
            let _ = std::io::stdout().write_all(b"{} and so on\n");
            said("accepted")
        }
        "forgets" if the_one => said("unsupported"),
        _ => {
            let bytes = BASE64URL_NOPAD.decode(decode.bytes.as_bytes()).unwrap_or_default();
            said(if demand(decode.target, &bytes).demanded == Demanded::Refuse { "refused" } else { "accepted" })
        }
    }
}

/// Holds more and more, and yet not all that the machine has.
fn grow() -> ! {
    let mut hoard = Vec::new();
    for _ in 0..24 {
        hoard.push(vec![1_u8; 64 << 20]);
        std::thread::sleep(Duration::from_millis(10));
    }
    loop {
        assert!(hoard.iter().all(|block| block[0] == 1));
        std::thread::sleep(Duration::from_secs(60));
    }
}
