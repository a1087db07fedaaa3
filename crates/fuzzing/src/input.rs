//! The parts of an input about ceremonies: responses, each with a zero byte behind it, then a tail of setting and edit script.

use crate::Setting;

/// An input of [`crate::Target::VerifyRegistration`] or [`crate::Target::VerifyAuthentication`], in its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifyInput<'i> {
    /// The registration response: the text that a browser would post. No zero byte is in it, since none is in JSON.
    pub registration: &'i [u8],
    /// The authentication response, likewise; `None` in an input about a registration alone.
    pub authentication: Option<&'i [u8]>,
    /// What the RP is told to enforce.
    pub setting: Setting,
    /// The edit script.
    pub script: &'i [u8],
}

impl<'i> VerifyInput<'i> {
    /// Takes a registration's input apart. What is missing is empty.
    #[must_use]
    pub fn registration(input: &'i [u8]) -> Self {
        let (registration, tail) = until_zero(input);
        Self { registration, authentication: None, setting: Setting::decode(tail), script: script_of(tail) }
    }

    /// Takes the input of a registration and an authentication apart. What is missing is empty.
    #[must_use]
    pub fn authentication(input: &'i [u8]) -> Self {
        let (registration, rest) = until_zero(input);
        let (authentication, tail) = until_zero(rest);
        Self { registration, authentication: Some(authentication), setting: Setting::decode(tail), script: script_of(tail) }
    }

    /// The input of these parts; the tail is left out where it says nothing.
    #[must_use]
    pub fn compose(&self) -> Vec<u8> {
        let mut input = self.registration.to_vec();
        input.push(0);
        if let Some(authentication) = self.authentication {
            input.extend_from_slice(authentication);
            input.push(0);
        }
        if self.setting != Setting::default() || !self.script.is_empty() {
            input.extend_from_slice(&self.setting.encode());
            input.extend_from_slice(self.script);
        }
        input
    }
}

fn until_zero(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    (&bytes[..end], bytes.get(end + 1..).unwrap_or_default())
}

fn script_of(tail: &[u8]) -> &[u8] {
    tail.get(Setting::LENGTH..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::VerifyInput;
    use crate::{Framing, Setting};

    #[test]
    fn an_input_is_put_together_as_it_was_taken_apart() {
        let setting = Setting { framing: Framing::Anywhere, ..Setting::default() };
        for (setting, script) in
            [(setting, &b"\x00\x01"[..]), (setting, b""), (Setting::default(), b"\x07"), (Setting::default(), b"")]
        {
            let registration = VerifyInput { registration: b"{}", authentication: None, setting, script };
            assert_eq!(VerifyInput::registration(&registration.compose()), registration);
            let both = VerifyInput { authentication: Some(b"{\"id\":1}"), ..registration };
            assert_eq!(VerifyInput::authentication(&both.compose()), both);
        }
    }

    #[test]
    fn what_is_missing_is_empty() {
        let nothing = VerifyInput::authentication(b"");
        assert_eq!((nothing.registration, nothing.authentication, nothing.script), (&b""[..], Some(&b""[..]), &b""[..]));
        assert_eq!(nothing.setting, Setting::default());
        assert_eq!(VerifyInput::registration(b"{}\x00").compose(), b"{}\x00");
    }
}
