"""Tests of decoders: what a reader does with its bytes becomes one of three results."""

import contextlib
import io
import json
import unittest

import relycheck


def converse(readers, *lines):
    """The answers of a decoder with these readers."""
    output = io.BytesIO()
    with contextlib.redirect_stderr(io.StringIO()):
        relycheck.serve_decoder("test", "1", readers, [json.dumps(line).encode() for line in lines], output)
    return [json.loads(line) for line in output.getvalue().splitlines()]


def asked(target="cbor", data="oA"):
    return {"seq": "7", "op": "decode", "target": target, "bytes": data}


class Decoding(unittest.TestCase):
    def test_the_identity_is_whole(self):
        (answer,) = converse({}, {"seq": "7", "op": "hello", "protocol": 1})
        self.assertEqual((answer["name"], answer["version"], answer["language"]), ("test", "1", "Python"))
        self.assertEqual((answer["outcome"], answer["depth"], answer["lacks"]), ("identity", "library", []))

    def test_what_returns_accepts_and_gets_the_bytes(self):
        seen = []
        (answer,) = converse({"cbor": seen.append}, asked(data="oP8"))
        self.assertEqual(answer, {"seq": "7", "outcome": "decoded", "result": "accepted"})
        self.assertEqual(seen, [b"\xa0\xff"])

    def test_what_raises_refuses_in_its_own_words(self):
        def reader(_data):
            raise IndexError("out of range")

        (answer,) = converse({"cbor": reader}, asked())
        refused = {"outcome": "decoded", "result": "refused", "detail": "IndexError: out of range"}
        self.assertEqual(answer, {"seq": "7", **refused})

    def test_what_has_no_reader_is_unsupported(self):
        (answer,) = converse({"cbor": len}, asked("cose_key"))
        self.assertEqual(answer, {"seq": "7", "outcome": "decoded", "result": "unsupported"})

    def test_bytes_that_are_no_base64url_are_no_refusal(self):
        (answer,) = converse({"cbor": len}, asked(data="oA=="))
        self.assertEqual(answer["outcome"], "failed")

    def test_a_target_that_does_not_exist_is_named_at_once(self):
        with self.assertRaisesRegex(ValueError, "no target certificate; the targets are cbor, "):
            converse({"certificate": len})

    def test_a_ceremony_is_failed_and_a_relying_party_decodes_nothing(self):
        (answer,) = converse({}, {"seq": "7", "op": "begin_registration"})
        self.assertEqual(answer["outcome"], "failed")
        output = io.BytesIO()
        relycheck.serve(object(), [json.dumps(asked()).encode()], output)
        self.assertEqual(json.loads(output.getvalue())["result"], "unsupported")


if __name__ == "__main__":
    unittest.main()
