//! Escapes of half a character, which the grammar of JSON allows: RFC 8259, section 8.2.

use crate::reader::client_data::without_lone_surrogates;

#[test]
fn half_a_character_is_replaced_and_a_whole_one_is_left() {
    for (text, expected) in [
        (r"\ud83d\ude00", r"\ud83d\ude00"),
        (r"a\ud800b", "a\u{fffd}b"),
        (r"a\udfffb", "a\u{fffd}b"),
        (r"\udc00\ud800", "\u{fffd}\u{fffd}"),
        (r"\ud800\ud83d\ude00", "\u{fffd}\\ud83d\\ude00"),
        (r"\ud83d\ude00\ud800x", "\\ud83d\\ude00\u{fffd}x"),
        (r"\ud83d\ude00\ude00", "\\ud83d\\ude00\u{fffd}"),
        (r"\udbff\udc00\udbff\udfff", r"\udbff\udc00\udbff\udfff"),
        (r"\udbff\ue000", "\u{fffd}\\ue000"),
        (r"\udbff \udc00", "\u{fffd} \u{fffd}"),
        (r"\ud7ff\ue000\u0041", r"\ud7ff\ue000\u0041"),
        // A backslash that is escaped itself begins no escape.
        (r"\\ud800", r"\\ud800"),
        (r"\\\ud800", "\\\\\u{fffd}"),
        (r"\n\ud800", "\\n\u{fffd}"),
        ("\u{e9}\\ud800\u{e9}", "\u{e9}\u{fffd}\u{e9}"),
        (r"\ud80", r"\ud80"),
        (r"\", r"\"),
    ] {
        assert_eq!(without_lone_surrogates(text), expected, "{text}");
    }
}
