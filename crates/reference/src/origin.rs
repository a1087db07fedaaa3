//! When an origin is the expected one: the same text, or another spelling of the same address.
//!
//! <https://www.w3.org/TR/webauthn-3/#sctn-validating-origin>

/// Whether the two are one origin. A relying party may compare texts or parse them; here an address may be spelled with capitals in
/// scheme and host, with its scheme's own port, with a final slash, with white space around it, and with either form of an
/// internationalised label. Everything else is another origin.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    one == other || plain(one).is_some_and(|plainly| plain(other) == Some(plainly))
}

/// The plainest spelling of an origin on the web; `None` of any other, which has one spelling only.
fn plain(origin: &str) -> Option<String> {
    let (scheme, rest) = origin.trim_matches([' ', '\t', '\n', '\r']).split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let port = match scheme.as_str() {
        "https" => ":443",
        "http" => ":80",
        _ => return None,
    };
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let host = rest.strip_suffix(port).unwrap_or(rest).to_lowercase();
    let labels: Vec<String> = host.split('.').map(|label| unicode_label(label).unwrap_or_else(|| label.to_owned())).collect();
    Some(format!("{scheme}://{}", labels.join(".")))
}

/// The label that an A-label (`xn--…`) stands for: RFC 3492, section 6.2, with the parameters of section 5.
fn unicode_label(label: &str) -> Option<String> {
    const BASE: u32 = 36;
    let encoded = label.strip_prefix("xn--")?;
    let (basic, digits) = encoded.rsplit_once('-').unwrap_or(("", encoded));
    let mut output: Vec<char> = basic.chars().collect();
    let (mut code, mut place, mut bias) = (128_u32, 0_u32, 72_u32);
    let mut digits = digits.chars().peekable();
    while digits.peek().is_some() {
        let (before, mut weight, mut step) = (place, 1_u32, BASE);
        loop {
            let digit = match digits.next()? {
                letter @ 'a'..='z' => u32::from(letter) - u32::from('a'),
                number @ '0'..='9' => u32::from(number) - u32::from('0') + 26,
                _ => return None,
            };
            place = place.checked_add(digit.checked_mul(weight)?)?;
            let threshold = step.saturating_sub(bias).clamp(1, 26);
            if digit < threshold {
                break;
            }
            weight = weight.checked_mul(BASE - threshold)?;
            step += BASE;
        }
        let count = u32::try_from(output.len()).ok()?.checked_add(1)?;
        bias = adapted(place - before, count, before == 0);
        code = code.checked_add(place / count)?;
        place %= count;
        output.insert(usize::try_from(place).ok()?, char::from_u32(code)?);
        place += 1;
    }
    Some(output.into_iter().collect())
}

/// RFC 3492, section 6.1.
fn adapted(delta: u32, count: u32, is_first: bool) -> u32 {
    let mut delta = if is_first { delta / 700 } else { delta / 2 };
    delta += delta / count;
    let mut steps = 0;
    while delta > 455 {
        delta /= 35;
        steps += 36;
    }
    steps + 36 * delta / (delta + 38)
}

#[cfg(test)]
mod tests {
    use super::{adapted, is_same, unicode_label};

    #[test]
    fn a_labels_are_read_as_their_u_labels() {
        // The first is in everybody's mind, the others are samples of RFC 3492, section 7.1, in lower case.
        for (label, expected) in [
            ("xn--bcher-kva", "b\u{fc}cher"),
            ("xn--porqunopuedensimplementehablarenespaol-fmd56a", "porqu\u{e9}nopuedensimplementehablarenespa\u{f1}ol"),
            ("xn--ihqwcrb4cv8a8dqg056pqjye", "\u{4ed6}\u{4eec}\u{4e3a}\u{4ec0}\u{4e48}\u{4e0d}\u{8bf4}\u{4e2d}\u{6587}"),
        ] {
            assert_eq!(unicode_label(label).as_deref(), Some(expected));
        }
        for broken in ["bcher", "xn--\u{e9}", "xn--a!", "xn--99999999999"] {
            assert_eq!(unicode_label(broken), None, "{broken}");
        }
    }

    /// RFC 3492, section 6.1, with the parameters of section 5: another step of 36 where delta is above (36 - 1) * 26 / 2 = 455.
    #[test]
    fn the_bias_takes_a_step_above_455() {
        assert_eq!(adapted(2 * 455, 1000, false), 33);
        assert_eq!(adapted(2 * 456, 1000, false), 45);
    }

    #[test]
    fn spellings_of_one_address_are_one_origin_and_nothing_else_is() {
        let origin = "https://xn--bcher-kva.example.org";
        for other in [
            "https://b\u{fc}cher.example.org",
            "HTTPS://XN--BCHER-KVA.Example.org",
            "https://xn--bcher-kva.example.org:443",
            "https://xn--bcher-kva.example.org/",
            " https://xn--bcher-kva.example.org\n",
        ] {
            assert!(is_same(origin, other), "{other}");
        }
        for other in [
            "http://xn--bcher-kva.example.org",
            "https://xn--bcher-kva.example.org:80",
            "https://xn--bcher-kva.example.org//",
            "https://xn--bcher-kva.example.org.",
            "https://xn--bcher-kva.example.org\0",
            "https://bcher.example.org",
            "xn--bcher-kva.example.org",
        ] {
            assert!(!is_same(origin, other), "{other}");
        }
        // Each scheme has a port of its own.
        assert!(is_same("http://localhost", "http://LOCALHOST:80/"));
        assert!(!is_same("http://localhost", "http://localhost:443"));
        // What is no address has one spelling.
        assert!(is_same("android:apk-key-hash:aB", "android:apk-key-hash:aB"));
        assert!(!is_same("android:apk-key-hash:aB", "android:apk-key-hash:ab"));
        assert!(!is_same("wss://example.org", "wss://EXAMPLE.org"));
    }
}
