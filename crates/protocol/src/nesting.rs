//! How deep a line of JSON nests.

/// How many levels of arrays and objects an answer may nest, its own object included. Requests and results hold what an answer held, some
/// levels deeper, and JSON parsers commonly read 128.
pub const DEEPEST_NESTING: usize = 100;

/// How many levels of arrays and objects a line of JSON nests; whether it is JSON at all does not matter.
#[must_use]
pub fn nesting(line: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let (mut in_string, mut escaped) = (false, false);
    for byte in line.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}
