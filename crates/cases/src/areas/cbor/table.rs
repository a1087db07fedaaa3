//! Small items of CBOR at the edges of RFC 8949 and of the CTAP2 canonical form, by name. What each is stands in wire's table of
//! CBOR cases, and a test holds the two together.

/// No well-formed items: <https://www.rfc-editor.org/rfc/rfc8949#section-3>, <https://www.rfc-editor.org/rfc/rfc8949#appendix-F>.
pub(super) const NOT_WELL_FORMED: &[(&str, &[u8])] = &[
    ("simple-true-2byte", b"\xf8\x15"),
    ("simple-24-2byte", b"\xf8\x18"),
    ("ai-28", b"\x1c"),
    ("ai-31-int", b"\x1f"),
    ("break-alone", b"\xff"),
    ("break-in-arr", b"\x81\xff"),
    ("simple-0-2byte", b"\xf8\x00"),
    ("ai-29-bstr", b"\x5d"),
    ("ai-30-float", b"\xfe"),
    ("ai-31-negative", b"\x3f"),
    ("ai-31-tag", b"\xdf\x01"),
    ("break-for-a-value", b"\xbf\x01\xff"),
    ("chunk-of-another-type", b"\x5f\x61a\xff"),
    ("chunk-of-text-is-bytes", b"\x7f\x41a\xff"),
    ("chunk-indefinite", b"\x5f\x5f\x41a\xff\xff"),
    ("break-under-a-tag", b"\x9f\xc0\xff"),
];

/// Items that are well-formed but for their end, which is missing. They have to stand last.
pub(super) const CUT_OFF: &[(&str, &[u8])] = &[
    ("trunc-head", b"\x19\x01"),
    ("trunc-bstr", b"\x42\xaa"),
    ("trunc-map", b"\xa1\x01"),
    ("empty", b""),
    ("tag-alone", b"\xc1"),
    ("unclosed-arr", b"\x9f\x01"),
    ("unclosed-bstr", b"\x5f\x41\xaa"),
];

/// As those, with a declared length that no memory holds.
pub(super) const HUGE: &[(&str, &[u8])] = &[
    ("huge-len", b"\x5b\xff\xff\xff\xff\xff\xff\xff\xff\x00"),
    ("huge-arr", b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff"),
    ("huge-map", b"\xbb\xff\xff\xff\xff\xff\xff\xff\xff"),
    ("huge-text", b"\x7b\xff\xff\xff\xff\xff\xff\xff\xff\x61"),
    ("half-len", b"\x5b\x7f\xff\xff\xff\xff\xff\xff\xff\x00"),
    ("half-arr", b"\x9b\x7f\xff\xff\xff\xff\xff\xff\xff\x00"),
    ("half-map", b"\xbb\x7f\xff\xff\xff\xff\xff\xff\xff\x00\x00"),
    ("len-4-gib", b"\x5a\xff\xff\xff\xff\x00"),
    ("arr-2-31", b"\x9a\x7f\xff\xff\xff\x00"),
    ("map-2-31", b"\xba\x7f\xff\xff\xff\x00\x00"),
    ("chunk-huge", b"\x5f\x5b\xff\xff\xff\xff\xff\xff\xff\xff\x00\xff"),
];

/// Well-formed items that are not in canonical form or not valid, each with the row that it breaks first.
pub(super) const NOT_CANONICAL: &[(&str, &str, &[u8])] = &[
    ("order-lenfirst", "cbor-c4", b"\xa3\x20\x00\x60\x00\x18\x18\x00"),
    ("order-swapped", "cbor-c4", b"\xa2\x03\x26\x01\x02"),
    ("order-neg-before-pos", "cbor-c4", b"\xa2\x20\x01\x01\x02"),
    ("order-text-len", "cbor-c4", b"\xa2\x62aa\x00\x61z\x00"),
    ("dup-int", "cbor-c5", b"\xa2\x01\x02\x01\x03"),
    ("dup-text", "cbor-c5", b"\xa2\x61a\x01\x61a\x02"),
    ("dup-nonadjacent", "cbor-c5", b"\xa3\x01\x00\x02\x00\x01\x01"),
    ("dup-nonminimal", "cbor-c5", b"\xa2\x01\x00\x18\x01\x01"),
    ("int-1-as-u8", "cbor-c1", b"\x18\x01"),
    ("int-23-as-u8", "cbor-c1", b"\x18\x17"),
    ("int-255-as-u16", "cbor-c1", b"\x19\x00\xff"),
    ("int-65535-as-u32", "cbor-c1", b"\x1a\x00\x00\xff\xff"),
    ("int-2^32-1-as-u64", "cbor-c1", b"\x1b\x00\x00\x00\x00\xff\xff\xff\xff"),
    ("neg-7-as-u8", "cbor-c1", b"\x38\x06"),
    ("neg-24-as-u8", "cbor-c1", b"\x38\x17"),
    ("bstr-len-nonmin", "cbor-c2", b"\x58\x01\xaa"),
    ("tstr-len-nonmin", "cbor-c2", b"\x78\x01a"),
    ("arr-len-nonmin", "cbor-c2", b"\x98\x01\x00"),
    ("map-len-nonmin", "cbor-c2", b"\xb8\x01\x01\x02"),
    ("indef-bstr", "cbor-c3", b"\x5f\x41\xaa\xff"),
    ("indef-tstr", "cbor-c3", b"\x7f\x61a\xff"),
    ("indef-arr", "cbor-c3", b"\x9f\x01\xff"),
    ("indef-map", "cbor-c3", b"\xbf\x01\x02\xff"),
    ("tag-0", "cbor-c6", b"\xc0\x742013-03-21T20:04:00Z"),
    ("tag-24-ebstr", "cbor-c6", b"\xd8\x18\x41\x00"),
    ("tag-2-bignum", "cbor-c6", b"\xc2\x41\x01"),
    ("tag-55799", "cbor-c6", b"\xd9\xd9\xf7\xa0"),
    ("tag-28-29-shared", "cbor-c6", b"\x82\xd8\x1c\x80\xd8\x1d\x00"),
    ("tag-29-dangling", "cbor-c6", b"\xd8\x1d\x18\x63"),
    ("tag-256-strings", "cbor-c6", b"\xd9\x01\x00\x82\x63aaa\xd8\x19\x00"),
    ("utf8-invalid", "conf-2", b"\x62\xc0\xae"),
    ("utf8-surrogate", "conf-2", b"\x63\xed\xa0\x80"),
];

/// Items in canonical form, floats of each size among them.
pub(super) const CANONICAL: &[(&str, &[u8])] = &[
    ("ok-map", b"\xa2\x01\x02\x03\x26"),
    ("ok-order-major", b"\xa3\x18\x18\x00\x20\x00\x60\x00"),
    ("ok-order-text", b"\xa3\x61a\x00\x61b\x00\x62aa\x00"),
    ("int-24-ok", b"\x18\x18"),
    ("neg-25-ok", b"\x38\x18"),
    ("float-1.5-half", b"\xf9\x3e\x00"),
    ("float-1.5-single", b"\xfa\x3f\xc0\x00\x00"),
    ("float-1.5-double", b"\xfb\x3f\xf8\x00\x00\x00\x00\x00\x00"),
    ("nan-alt", b"\xf9\x7e\x01"),
    ("true", b"\xf5"),
    ("null", b"\xf6"),
    ("undefined", b"\xf7"),
    ("simple-16", b"\xf0"),
    ("simple-32", b"\xf8\x20"),
    ("depth4", b"\xa1\x01\x81\xa1\x02\x81\x00"),
];
