//! Words and JSON values: mostly those that the formats give a meaning.

use arbitrary::{Result, Unstructured};

use super::{place, rare};

/// A text that some format knows, or a short strange one.
pub(crate) fn words<'w>(u: &mut Unstructured<'_>) -> Result<&'w str> {
    const KNOWN: [&str; 24] = [
        "",
        "fmt",
        "attStmt",
        "authData",
        "alg",
        "sig",
        "x5c",
        "none",
        "packed",
        "type",
        "challenge",
        "origin",
        "webauthn.create",
        "webauthn.get",
        "credProtect",
        "a",
        "A",
        "aa",
        "https://example.org",
        "\"\\\u{7}",
        "\u{e4}",
        "\u{1d11e}",
        "\u{feff}",
        "a text of more than twenty-three bytes",
    ];
    Ok(KNOWN[place(u, KNOWN.len())?])
}

/// The text of one JSON value; rarely of something that is none.
pub(crate) fn json_value(u: &mut Unstructured<'_>, depth: usize) -> Result<String> {
    if depth > 0 && rare(u, 6)? {
        let count = u.int_in_range(0..=3_u8)?;
        let values: Vec<String> = (0..count).map(|_| json_value(u, depth - 1)).collect::<Result<_>>()?;
        if rare(u, 2)? {
            return Ok(format!("[{}]", values.join(" ,\n")));
        }
        let members: Vec<String> =
            values.into_iter().map(|value| Ok(format!("{}\t: {value}", string(u)?))).collect::<Result<_>>()?;
        return Ok(format!("{{{}}}", members.join(",")));
    }
    Ok(match u.int_in_range(0..=9_u8)? {
        0..=3 => string(u)?,
        4 | 5 => (*u.choose(&["true", "false", "null"])?).to_owned(),
        6 | 7 => {
            (*u.choose(&["0", "-7", "-257", "1.5", "-0", "9223372036854775808", "1e3", "1E-400", "1e400", "-0.0"])?).to_owned()
        }
        8 => (*u.choose(&["{}", "[]", "\"\"", "[ ]", "{ }"])?).to_owned(),
        _ if rare(u, 4)? => broken_json(u)?,
        _ => string(u)?,
    })
}

/// A JSON string, sometimes with escapes that stand for what could stand for itself.
fn string(u: &mut Unstructured<'_>) -> Result<String> {
    let word = words(u)?;
    if rare(u, 6)? {
        return Ok((*u.choose(&[
            "\"\\u0061\"",
            "\"\\/\"",
            "\"\\ud834\\udd1e\"",
            "\"\\b\\f\\n\\r\\t\\\"\\\\\"",
            "\"\u{2028}\"",
        ])?)
        .to_owned());
    }
    Ok(relycheck_wire::json::quote(word))
}

/// What no JSON value is.
pub(crate) fn broken_json(u: &mut Unstructured<'_>) -> Result<String> {
    const BROKEN: [&str; 20] = [
        "",
        "01",
        "1.",
        ".5",
        "1e",
        "-",
        "+1",
        "tru",
        "NaN",
        "'a'",
        "\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800\\u0061\"",
        "[1,]",
        "{\"a\" 1}",
        "{a:1}",
        "\"\n\"",
    ];
    Ok(match place(u, BROKEN.len() + 1)? {
        place if place < BROKEN.len() => BROKEN[place].to_owned(),
        _ => {
            let depth = u.int_in_range(relycheck_wire::json::MAX_DEPTH - 2..=relycheck_wire::json::MAX_DEPTH + 2)?;
            format!("{}{}", "[".repeat(depth), "]".repeat(depth))
        }
    })
}
