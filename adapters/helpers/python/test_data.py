"""Tests of the data files: what is read from them, and what is said of one that is not as it should be."""

import json
import tempfile
import unittest
from pathlib import Path

from relycheck.data import read
from relycheck.stages import Stages, facts

HELPERS = Path(__file__).resolve().parent


def row(stage, *errors, **members):
    return {"stage": stage, "errors": list(errors), **members}


class Files(unittest.TestCase):
    """Data files in a folder of their own."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def identity(self, without=(), **members):
        plain = {"name": "test", "version": "1", "language": "Python", "depth": "library", "settable": [], "algorithms": [-7]}
        table = {**plain, "formats": ["none"], "extensions": [], "lacks": {}, **members}
        return self.write("identity.json", json.dumps({name: table[name] for name in table if name not in without}))

    def stages(self, *rows, **members):
        return self.write("stages.json", json.dumps({"rows": list(rows), **members}))


class Identity(Files):
    def test_a_fault_names_file_place_and_remedy(self):
        for members, place in (
            ({"without": ["lacks"]}, "lacks: missing"),
            ({"setable": []}, "setable: not known"),
            ({"settable": "rp_id"}, "settable: not a list"),
            ({"algorithms": ["-7"]}, "algorithms: not a list of int"),
            ({"lacks": ["clock"]}, "lacks: not an object"),
            ({"application": {"uniqueness": "words"}}, "application.uniqueness: not known"),
            ({"attestation": {"verify": True}}, "attestation.verify: not known"),
            ({"settable": ["clock"], "lacks": {"clock": "words"}}, "clock: both settable and lacking"),
            ({"without": ["version"]}, "version: say either"),
            ({"package": "relycheck"}, "version: say either"),
            ({"without": ["version"], "package": "no-such-package"}, "package: no-such-package is not installed"),
        ):
            with self.subTest(members=members), self.assertRaisesRegex(ValueError, f"identity.json: {place}.*[;,] "):
                read(self.identity(**members))

    def test_a_file_that_is_no_object_is_a_fault(self):
        for text, fault in (("{", "no JSON"), ("[]", "not an object")):
            with self.assertRaisesRegex(ValueError, f"identity.json: {fault}"):
                read(self.write("identity.json", text))

    def test_the_version_is_that_of_the_installed_package(self):
        try:
            from importlib.metadata import version

            expected = version("pip")
        except ImportError:
            self.skipTest("pip is not installed")
        self.assertEqual(read(self.identity(without=["version"], package="pip")).identity["version"], expected)


class Rows(Files):
    def of(self, error, *rows, ceremony="registration"):
        return Stages.read(self.stages(*rows)).of(error, ceremony)

    def test_the_first_row_that_fits_decides(self):
        rows = row("key", "ValueError: alg*"), row("parse", "ValueError: *")
        self.assertEqual(self.of(ValueError("alg of the key"), *rows), "key")
        self.assertEqual(self.of(ValueError("the alg"), *rows), "parse")
        self.assertIsNone(self.of(OSError("alg"), *rows))

    def test_a_pattern_fits_from_end_to_end(self):
        for pattern, words, fits in (
            ("ValueError: a", "a", True),
            ("ValueError: a", "ab", False),
            ("ValueError: a*", "ab\nc", True),
            ("ValueError: *c", "abc", True),
            ("ValueError: a*c", "abcd", False),
            ("Error: a", "a", False),
            ("ValueError: a.c", "abc", False),
            ("ValueError: (a|b)", "a", False),
            ("ValueError: (a|b)", "(a|b)", True),
        ):
            with self.subTest(pattern=pattern, words=words):
                self.assertEqual(self.of(ValueError(words), row("key", pattern)), "key" if fits else None)

    def test_words_that_are_quoted_do_not_decide(self):
        error = ValueError('unexpected origin "ValueError: wrong key"')
        self.assertIsNone(self.of(error, row("key", "ValueError: wrong key*")))

    def test_a_row_may_be_of_one_ceremony(self):
        only = row("attestation", "ValueError: *", ceremony="registration")
        self.assertEqual(self.of(ValueError(), only), "attestation")
        self.assertIsNone(self.of(ValueError(), only, ceremony="authentication"))

    def test_classes_causes_and_functions_are_known(self):
        def fails():
            raise UnicodeError("outer") from KeyError("inner")

        try:
            fails()
        except UnicodeError as raised:
            error, found = raised, facts(raised)
        for fact in ("UnicodeError: outer", "ValueError: outer", "Exception: outer", "KeyError: 'inner'", "test_data.fails()"):
            self.assertIn(fact, found)
        self.assertEqual(Stages.words(error), "UnicodeError: outer, because of KeyError: 'inner'")

    def test_a_fault_names_file_row_and_remedy(self):
        good = row("key", "ValueError: *")
        for wrong, place in (
            ({**good, "stage": "keys"}, "stage: 'keys' is none; write one of parse"),
            ({**good, "ceremony": "login"}, "ceremony: 'login' is none; write one of"),
            ({**good, "errors": []}, "errors: not a list of patterns; "),
            ({**good, "errors": "ValueError"}, "errors: not a list of patterns; "),
            ({**good, "errors": [""]}, "errors: not a list of patterns; "),
            ({**good, "why": "words"}, "why: not known; write one of"),
        ):
            with self.subTest(row=wrong), self.assertRaisesRegex(ValueError, r"stages.json: rows\[1\]\." + place):
                Stages.read(self.stages(good, wrong))
        for members in ({"rows": {}}, {"row": []}):
            with self.assertRaisesRegex(ValueError, "stages.json: row"):
                Stages.read(self.stages(**members))


class Committed(unittest.TestCase):
    """The files of the adapters whose libraries need not be installed for it."""

    def test_the_stages_of_every_adapter_can_be_read(self):
        found = sorted(HELPERS.parent.parent.glob("*/stages.json"))
        self.assertIn("py_webauthn", [path.parent.name for path in found])
        for path in found:
            Stages.read(path)


if __name__ == "__main__":
    unittest.main()
