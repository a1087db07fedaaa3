"""Tests of the protocol: each line gets one answer, whatever the adapter does."""

import contextlib
import io
import json
import unittest

import relycheck


class Adapter:
    """Answers with what it was asked, or raises or returns what the test put in."""

    def __init__(self, behaviour=None):
        self.behaviour = behaviour
        self.resets = 0

    def identity(self):
        return {"name": "test", "lacks": []}

    def begin_registration(self, request):
        return relycheck.begun({"challenge": request["challenge"]}, {"kept": 1})

    def finish_registration(self, request):
        return self.behaviour(request)

    def begin_authentication(self, request):
        return relycheck.begun({"user": request["user"]}, None)

    def finish_authentication(self, request):
        return self.behaviour(request)

    def reset(self):
        self.resets += 1


def converse(adapter, *lines):
    """The answers to the lines, which are bytes or JSON values, and what went to standard error."""
    encoded = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    output, errors = io.BytesIO(), io.StringIO()
    with contextlib.redirect_stderr(errors):
        relycheck.serve(adapter, encoded, output)
    return [json.loads(line) for line in output.getvalue().splitlines()], errors.getvalue()


def finish(behaviour):
    """The answer and the standard error of an adapter whose finish_registration does `behaviour`."""
    answers, errors = converse(Adapter(behaviour), {"seq": "7", "op": "finish_registration"})
    assert len(answers) == 1, answers
    return answers[0], errors


def raising(error):
    def behaviour(_request):
        raise error

    return behaviour


class Dispatch(unittest.TestCase):
    def test_hello_is_answered_by_the_identity(self):
        answers, _ = converse(Adapter(), {"seq": "1", "op": "hello", "protocol": 1})
        self.assertEqual(answers, [{"seq": "1", "outcome": "identity", "name": "test", "lacks": []}])

    def test_another_protocol_is_refused(self):
        answers, _ = converse(Adapter(), {"seq": "1", "op": "hello", "protocol": 2})
        self.assertEqual(answers[0]["outcome"], "failed")
        self.assertIn("protocol 1", answers[0]["detail"])

    def test_each_ceremony_reaches_its_method(self):
        adapter = Adapter(lambda request: relycheck.accepted({"op": request["op"]}))
        answers, _ = converse(
            adapter,
            {"seq": "1", "op": "begin_registration", "challenge": "AA"},
            {"seq": "2", "op": "finish_registration"},
            {"seq": "3", "op": "begin_authentication", "user": "u"},
            {"seq": "4", "op": "finish_authentication"},
        )
        self.assertEqual([answer["seq"] for answer in answers], ["1", "2", "3", "4"])
        self.assertEqual(answers[0]["options"], {"challenge": "AA"})
        self.assertEqual(answers[0]["session"], {"kept": 1})
        self.assertEqual(answers[1]["record"], {"op": "finish_registration"})
        self.assertEqual(answers[2]["options"], {"user": "u"})
        self.assertEqual(answers[3]["record"], {"op": "finish_authentication"})

    def test_reset_reaches_the_adapter_and_may_be_missing(self):
        adapter = Adapter()
        answers, _ = converse(adapter, {"seq": "1", "op": "reset"})
        self.assertEqual((answers[0]["outcome"], adapter.resets), ("done", 1))
        answers, _ = converse(object(), {"seq": "1", "op": "reset"})
        self.assertEqual(answers[0]["outcome"], "done")

    def test_nothing_is_answered_after_bye(self):
        answers, _ = converse(Adapter(), {"seq": "1", "op": "bye"}, {"seq": "2", "op": "reset"})
        self.assertEqual(answers, [{"seq": "1", "outcome": "done"}])

    def test_only_the_operations_of_the_protocol_are_called(self):
        answers, _ = converse(Adapter(), {"seq": "1", "op": "identity"}, {"seq": "2", "op": ["hello"]})
        for answer in answers:
            self.assertEqual(answer["outcome"], "failed")
            self.assertIn("not a request of protocol 1", answer["detail"])

    def test_a_line_that_is_no_request_is_answered_and_the_next_one_too(self):
        answers, _ = converse(Adapter(), b"{", b"\xff", b"[]", b"[" * 100_000, {"seq": "5", "op": "reset"})
        self.assertEqual([answer["outcome"] for answer in answers], ["failed"] * 4 + ["done"])


class Encoding(unittest.TestCase):
    def test_base64url_has_no_padding_and_comes_back(self):
        for data, text in ((b"", ""), (b"\xff", "_w"), (b"\xfb\xff", "-_8"), (b"\xfb\xff\xfe", "-__-")):
            self.assertEqual(relycheck.encode(data), text)
            self.assertEqual(relycheck.decode(text), data)

    def test_any_other_text_is_refused(self):
        for text in ("_w==", "/w", "_x", "A", "A A", "é"):
            with self.subTest(text=text), self.assertRaises(ValueError):
                relycheck.decode(text)


class Answers(unittest.TestCase):
    def test_stored_fields_that_are_left_out_are_null(self):
        answer, _ = finish(lambda _: relycheck.accepted("record", sign_count=7))
        self.assertEqual(answer["stored"].pop("sign_count"), 7)
        self.assertEqual(answer["stored"], dict.fromkeys(relycheck.STORED[:2] + relycheck.STORED[3:]))

    def test_a_stored_field_that_the_protocol_does_not_know_is_the_adapters_fault(self):
        answer, _ = finish(lambda _: relycheck.accepted("record", counter=7))
        self.assertEqual(answer["outcome"], "failed")
        self.assertIn("counter", answer["detail"])

    def test_a_refusal_carries_stage_and_words(self):
        answer, errors = finish(raising(relycheck.Rejected("not this one", "state")))
        self.assertEqual(answer, {"seq": "7", "outcome": "rejected", "stage": "state", "detail": "not this one"})
        self.assertEqual(errors, "")

    def test_a_refusal_without_a_stage_says_null(self):
        answer, _ = finish(raising(relycheck.Rejected("somewhere")))
        self.assertIsNone(answer["stage"])

    def test_a_lack_names_the_capability(self):
        answer, _ = finish(raising(relycheck.Unsupported("clock")))
        self.assertEqual(answer, {"seq": "7", "outcome": "unsupported", "capability": "clock"})

    def test_any_other_exception_is_the_adapters_fault_and_leaves_a_trace(self):
        answer, errors = finish(raising(KeyError("session")))
        self.assertEqual((answer["outcome"], answer["detail"]), ("failed", "KeyError: 'session'"))
        self.assertIn("Traceback", errors)

    def test_an_answer_that_is_no_json_is_the_adapters_fault(self):
        for value in (b"bytes", float("nan")):
            answer, _ = finish(lambda _, value=value: relycheck.accepted(value))
            self.assertEqual(answer["outcome"], "failed", value)

    def test_a_lone_surrogate_does_not_reach_the_line(self):
        answer, _ = finish(raising(relycheck.Rejected("origin \ud800 é")))
        self.assertEqual(answer["detail"], "origin ? é")

    def test_what_the_adapter_prints_is_kept_off_the_line(self):
        def chatty(_request):
            print("a library's remark")
            return relycheck.accepted(None)

        answer, errors = finish(chatty)
        self.assertEqual(answer["outcome"], "accepted")
        self.assertIn("a library's remark", errors)


if __name__ == "__main__":
    unittest.main()
