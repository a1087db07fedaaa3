//! Says what an input is: for whoever looks at one that a fuzzer kept.

use std::fmt::Write as _;

use relycheck_wire::annotate::{self, Range};
use relycheck_wire::cbor;

use crate::edit::Script;
use crate::opened::{Ceremony, Opened};
use crate::{Artefact, Setting, Target, VerifyInput};

/// How many bytes of a range are shown.
const SHOWN: usize = 32;

/// What the bytes of an input are to a target, as text of several lines: ranges with offset, bytes and meaning for binary artefacts, the
/// text itself for JSON with what is in it, the responses, the setting and the edits for ceremonies.
#[must_use]
pub fn explain(target: Target, input: &[u8]) -> String {
    let mut out = format!("{}, {} bytes\n", target.name(), input.len());
    match target {
        Target::Parse(artefact) => explain_artefact(&mut out, artefact, input),
        Target::VerifyRegistration => ceremony(&mut out, &VerifyInput::registration(input)),
        Target::VerifyAuthentication => ceremony(&mut out, &VerifyInput::authentication(input)),
        Target::Differential => match input.split_first() {
            None => out.push_str("no byte says for which target\n"),
            Some((place, rest)) => match Target::ALL.get(usize::from(*place)) {
                // One level: a differential input of the differential target is not read.
                None | Some(Target::Differential) => {
                    let _ = writeln!(out, "{place} is no target");
                }
                Some(target) => out.push_str(&explain(*target, rest)),
            },
        },
    }
    out
}

fn explain_artefact(out: &mut String, artefact: Artefact, input: &[u8]) {
    match artefact {
        Artefact::Cbor => {
            whole(out, "item", input);
            let _ = writeln!(out, "well-formed: {}", answer(cbor::well_formed(input)));
            let _ = writeln!(out, "valid: {}", answer(cbor::validate(input)));
            let _ = writeln!(out, "CTAP2 canonical: {}", answer(cbor::canonical(input)));
        }
        Artefact::AuthenticatorData => ranges(out, input, &annotate::authenticator_data(input)),
        Artefact::AttestationObject => ranges(out, input, &annotate::registration(input)),
        Artefact::CoseKey => ranges(out, input, &annotate::cose(input)),
        Artefact::ClientData => {
            text(out, input);
            ranges(out, input, &annotate::client_data(input));
        }
        Artefact::RegistrationResponse => response(out, input, Ceremony::Registration),
        Artefact::AuthenticationResponse => response(out, input, Ceremony::Authentication),
    }
}

/// The text of a response, and what is in it where it can be opened.
fn response(out: &mut String, input: &[u8], ceremony: Ceremony) {
    text(out, input);
    let Some(opened) = Opened::open(input, ceremony) else { return };
    let (client_data, data) = (opened.client_data, opened.authenticator_data);
    for (name, artefact, bytes) in
        [("client data", Artefact::ClientData, client_data), ("authenticator data", Artefact::AuthenticatorData, data)]
    {
        if let Some(bytes) = bytes {
            let _ = write!(out, "{name}, {} bytes: ", bytes.len());
            explain_artefact(out, artefact, &bytes);
        }
    }
}

fn ceremony(out: &mut String, input: &VerifyInput<'_>) {
    out.push_str("registration: ");
    response(out, input.registration, Ceremony::Registration);
    if let Some(authentication) = input.authentication {
        out.push_str("authentication: ");
        response(out, authentication, Ceremony::Authentication);
    }
    if input.setting == Setting::default() {
        out.push_str("setting: the default\n");
    } else {
        let _ = writeln!(out, "setting: {:#?}", input.setting);
    }
    if input.script.is_empty() {
        out.push_str("edits: none\n");
    } else {
        let _ = writeln!(out, "edits: {:#?}", Script::read(input.script, input.authentication.is_some()));
    }
}

fn answer<E: std::fmt::Display>(result: Result<(), E>) -> String {
    result.map_or_else(|fault| format!("no: {fault}"), |()| "yes".to_owned())
}

/// Text as it stands where it is UTF-8, else with what is not told apart by escapes.
fn text(out: &mut String, bytes: &[u8]) {
    match str::from_utf8(bytes) {
        Ok(text) => {
            let _ = writeln!(out, "{text}");
        }
        Err(fault) => {
            let _ = writeln!(out, "no UTF-8 from byte {}: {}", fault.valid_up_to(), bytes.escape_ascii());
        }
    }
}

fn ranges(out: &mut String, input: &[u8], ranges: &[Range]) {
    for range in ranges {
        // ranges that do not fit may be what the input was kept for.
        let shown = input.get(range.start..range.end).map_or_else(|| "not in the input".to_owned(), hex);
        let _ = writeln!(out, "{:>5}  {:<40} {}  {shown}", range.start, range.name, range.meaning);
    }
}

fn whole(out: &mut String, name: &str, bytes: &[u8]) {
    let mut all = String::new();
    for byte in bytes {
        let _ = write!(all, "{byte:02x}");
    }
    let _ = writeln!(out, "{name}: {all}");
}

fn hex(bytes: &[u8]) -> String {
    let mut out = String::new();
    for byte in bytes.iter().take(SHOWN) {
        let _ = write!(out, "{byte:02x}");
    }
    if bytes.len() > SHOWN {
        let _ = write!(out, "… {} in all", bytes.len());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::explain;
    use crate::{Artefact, Target};

    #[test]
    fn an_input_is_said_in_the_terms_of_its_target() {
        let of = |target, input: &[u8]| explain(target, input);
        let cbor = of(Target::Parse(Artefact::Cbor), &[0xa2, 1, 2, 1, 3]);
        assert!(cbor.contains("item: a201020103\nwell-formed: yes\nvalid: no: "), "{cbor}");
        let key = of(Target::Parse(Artefact::CoseKey), &[0xa2, 1, 2, 3, 0x26]);
        assert!(key.contains("alg") && key.contains("-7"), "{key}");
        let text = of(Target::Parse(Artefact::RegistrationResponse), b"{\"id\":\"\xff\"}");
        assert!(text.contains("no UTF-8 from byte 7: {\\\"id\\\":\\\"\\xff\\\"}"), "{text}");
        let both = of(Target::VerifyAuthentication, b"{}\0[]\0\x01\0\0\0\0\0\0\0\0\0\0\xab");
        assert!(both.contains("registration: {}\nauthentication: []\nsetting: Setting {\n    creation: Some("), "{both}");
        assert!(both.contains("edits: Script {\n") && both.contains("unsigned: true"), "{both}");
        let envelope = b"{\"response\":{\"clientDataJSON\":\"e30\",\"authenticatorData\":\"AAAA\"}}";
        let opened = of(Target::Parse(Artefact::AuthenticationResponse), envelope);
        assert!(opened.contains("client data, 2 bytes: {}\n") && opened.contains("authenticator data, 3 bytes: "), "{opened}");
        assert!(of(Target::VerifyRegistration, b"{}").ends_with("registration: {}\nsetting: the default\nedits: none\n"));
    }

    #[test]
    fn a_differential_input_is_said_in_the_terms_of_the_target_that_it_names() {
        let within = |place: u8| explain(Target::Differential, &[place, 0xf4]);
        assert!(within(0).contains("cbor, 1 bytes\nitem: f4\n"), "{}", within(0));
        assert!(within(9).ends_with("9 is no target\n"));
        assert!(within(200).ends_with("200 is no target\n"));
        assert!(explain(Target::Differential, &[]).contains("no byte"));
    }
}
