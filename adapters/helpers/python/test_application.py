"""Tests of what every application does: a library with two data tables behind the protocol, one request after the other."""

import unittest

from relycheck import Application, Rejected, Stages, Unsupported, accepted, decode
from relycheck.data import read
from test_data import Files, row

OWNER, OTHER = "b3duZXI", "b3RoZXI"
PLAIN = {
    "rp_id": "example.org",
    "origins": ["https://example.org"],
    "cross_origin": False,
    "top_origins": {"only": []},
    "algorithms": [-7],
    "user_verification": "required",
    "attestation": {"conveyance": "none", "verify": False, "trust": ["none"], "anchors": []},
    "backup_state": "ignore",
    "client_data": "full",
}


class Library:
    """Does what the test put in; options show what the library was asked for."""

    def __init__(self, verify=lambda ceremony: {"credential_id": "aWQ"}):
        self.verify_registration = self.verify_authentication = verify

    def registration_options(self, beginning):
        self.beginning = beginning
        return {"challenge": "Y2hhbGxlbmdl"}

    authentication_options = registration_options


def known(credential_id="aWQ", user_id=OWNER, **record):
    return {"user_id": user_id, "credential_id": credential_id, "record": {"of": user_id, **record}}


class Applications(Files):
    def application(self, library=None, rows=(), **members):
        path = self.identity(**members)
        return Application(library or Library(), read(path), Stages.read(self.stages(*rows)))

    def begin(self, application, op, policy=(), **members):
        request = {"op": f"begin_{op}", "policy": {**PLAIN, **dict(policy)}, **members}
        request |= {"user": {"id": OWNER, "name": "n"}, "exclude": []} if op == "registration" else {}
        request.setdefault("records", [known()])
        return getattr(application, request["op"])(request)

    def finish(self, application, begun, records=(), ceremony="registration"):
        request = {"session": begun["session"], "response": "text", "records": list(records)}
        return getattr(application, f"finish_{ceremony}")(request)

    def both(self, verify, records=(), ceremony="authentication", rows=(), begin=(), policy=(), **members):
        """The answer of a library whose verification is `verify`, or what it raises."""
        application = self.application(Library(verify), rows, **members)
        return self.finish(application, self.begin(application, ceremony, policy, **dict(begin)), records, ceremony)


class Capabilities(Applications):
    def begins(self, lack, op, policy=(), **members):
        data = members.pop("data", {})
        try:
            self.begin(self.application(lacks={lack: "words"}, **data), op, policy, **members)
        except Unsupported as unsupported:
            return unsupported.answer["capability"]
        return "begun"

    def test_a_policy_beyond_the_library_is_unsupported_in_both_ceremonies(self):
        for op in ("registration", "authentication"):
            for lack, policy in (
                ("cross_origin", {"cross_origin": True}),
                ("top_origins", {"cross_origin": True}),
                ("attestation", {"attestation": {**PLAIN["attestation"], "verify": True}}),
                ("backup_state", {"backup_state": "compare"}),
                ("client_data", {"client_data": "limited"}),
            ):
                with self.subTest(op=op, lack=lack):
                    self.assertEqual(self.begins(lack, op, policy), lack)
                    self.assertEqual(self.begins("clock", op, policy), "begun")
                    self.assertEqual(self.begins(lack, op), "begun")

    def test_what_a_request_asks_for_beside_the_policy(self):
        for lack, op, members in (
            ("conditional_create", "registration", {"mediation": "conditional"}),
            ("discoverable", "authentication", {"records": []}),
            ("challenge", "registration", {"challenge": "AA"}),
            ("challenge", "authentication", {"challenge": "AA"}),
        ):
            with self.subTest(lack=lack, op=op):
                self.assertEqual(self.begins(lack, op, **members), lack)
                self.assertEqual(self.begins("clock", op, **members), "begun")
                self.assertEqual(self.begins(lack, op), "begun")
        self.assertEqual(self.begins("conditional_create", "registration", mediation="optional"), "begun")
        self.assertEqual(self.begins("conditional_create", "authentication", mediation="conditional"), "begun")
        self.assertEqual(self.begins("discoverable", "registration", records=[]), "begun")

    def test_an_algorithm_that_is_not_listed_is_unsupported_at_registration(self):
        for offered, outcome in (([-7, -257], "begun"), ([-7, -8], "algorithms"), ([], "algorithms")):
            data = {"algorithms": [-257, -7]}
            self.assertEqual(self.begins("clock", "registration", {"algorithms": offered}, data=data), outcome)
            self.assertEqual(self.begins("clock", "authentication", {"algorithms": offered}, data=data), "begun")

    def test_attestation_goes_as_far_as_its_limits(self):
        limits = {"attestation": {"conveyance": ["none", "direct"], "trust": ["self", "none"]}}
        for conveyance, verify, trust, outcome in (
            ("direct", True, ["none", "self"], "begun"),
            ("indirect", False, ["none", "self"], "attestation"),
            ("none", True, ["none"], "attestation"),
            ("none", True, ["none", "self", "anchored"], "attestation"),
            ("none", False, ["none"], "begun"),
        ):
            policy = {"attestation": {"conveyance": conveyance, "verify": verify, "trust": trust, "anchors": []}}
            with self.subTest(policy=policy):
                # A lack of it is measured by the limits too.
                for lack in ("attestation", "clock"):
                    self.assertEqual(self.begins(lack, "registration", policy, data=limits), outcome)


class Beginnings(Applications):
    def test_a_registration_is_asked_for_in_bytes(self):
        application = self.application()
        self.begin(application, "registration", challenge="AAE", exclude=[{"id": "aWQ", "transports": ["usb"]}])
        beginning = application.library.beginning
        self.assertEqual((beginning.user_id, beginning.user_name, beginning.challenge), (b"owner", "n", b"\0\1"))
        self.assertEqual((beginning.rp_id, beginning.algorithms, beginning.conveyance), ("example.org", [-7], "none"))

    def test_what_the_request_leaves_open_is_none(self):
        application = self.application()
        application.begin_registration({"op": "begin_registration", "policy": PLAIN, "user": {"name": "n"}, "exclude": []})
        self.assertIsNone(application.library.beginning.user_id)
        self.assertIsNone(application.library.beginning.challenge)

    def test_credentials_are_listed_with_their_transports(self):
        application = self.application()
        exclude = [{"id": "aWQ", "transports": ["usb"]}]
        request = {"op": "begin_registration", "policy": PLAIN, "user": {"name": "n"}, "exclude": exclude}
        application.begin_registration(request)
        self.assertEqual(application.library.beginning.exclude, [(b"id", ["usb"])])
        self.begin(application, "authentication", records=[known(transports=["nfc"]), known("b3Ro", transports=None)])
        self.assertEqual(application.library.beginning.allow, [(b"id", ["nfc"]), (b"oth", [])])


class Ceremonies(Applications):
    def test_a_ceremony_remembers_its_beginning(self):
        seen = []
        self.both(lambda ceremony: seen.append(ceremony) or {}, ceremony="registration", begin={"mediation": "conditional"})
        self.both(lambda ceremony: seen.append(ceremony) or {}, policy={"user_verification": None})
        self.assertEqual([ceremony.conditional for ceremony in seen], [True, False])
        self.assertEqual([ceremony.user_verification_required for ceremony in seen], [True, False])
        for ceremony in seen:
            self.assertEqual((ceremony.challenge, ceremony.response), (b"challenge", "text"))
            self.assertEqual((ceremony.rp_id, ceremony.origins), ("example.org", ["https://example.org"]))

    def test_a_session_of_the_other_ceremony_is_the_suites_or_the_adapters_fault(self):
        application = self.application()
        with self.assertRaisesRegex(ValueError, "session: of another ceremony than authentication"):
            self.finish(application, self.begin(application, "registration"), ceremony="authentication")

    def test_the_record_is_what_is_stored_unless_the_library_says_otherwise(self):
        answer = self.both(lambda _: {"credential_id": "aWQ", "sign_count": 3})
        self.assertEqual(answer["record"], {"credential_id": "aWQ", "sign_count": 3})
        self.assertEqual((answer["stored"]["sign_count"], answer["stored"]["transports"]), (3, None))
        answer = self.both(lambda _: accepted({"own": 1}, sign_count=4))
        self.assertEqual((answer["record"], answer["stored"]["sign_count"]), ({"own": 1}, 4))
        with self.assertRaisesRegex(TypeError, "counter"):
            self.both(lambda _: {"counter": 3})

    def test_anchors_are_certificates_in_pem_and_none_where_nothing_is_verified(self):
        for verify, expected in ((True, [b"-----BEGIN CERTIFICATE-----\nAAE=\n-----END CERTIFICATE-----\n"]), (False, [])):
            seen = []
            attestation = {"conveyance": "none", "verify": verify, "trust": ["none"], "anchors": ["AAE"]}
            self.both(lambda ceremony: seen.extend(ceremony.anchors) or {}, policy={"attestation": attestation})
            self.assertEqual(seen, expected)

    def test_what_the_library_raises_is_its_refusal_and_nothing_else_is(self):
        rows = (row("client-data", "Exception: wrong origin*", ceremony="authentication"),)
        with self.assertRaises(Rejected) as refusal:
            self.both(lambda ceremony: ceremony.judged(raising, KeyError("wrong origin")), rows=rows)
        answer = refusal.exception.answer
        self.assertEqual((answer["stage"], answer["detail"]), (None, "KeyError: 'wrong origin'"))
        with self.assertRaises(Rejected) as refusal:
            self.both(lambda ceremony: ceremony.judged(raising, error=OSError("wrong origin")), rows=rows)
        self.assertEqual(refusal.exception.answer["stage"], "client-data")
        with self.assertRaises(KeyError):
            self.both(lambda _: raising(KeyError("the adapter's")), rows=rows)
        self.assertEqual(self.both(lambda ceremony: ceremony.judged(dict, sign_count=1))["stored"]["sign_count"], 1)


def raising(error):
    raise error


class Duties(Applications):
    def of(self, credential_id, table, application=(), **begin):
        """Whose record is found, or the stage of the refusal."""
        try:
            verify = lambda ceremony: accepted(ceremony.record(credential_id))
            words = {duty: "words" for duty in application}
            return self.both(verify, table, application=words, begin=begin)["record"]["of"]
        except Rejected as refusal:
            self.assertIn("application: no credential", refusal.answer["detail"])
            return refusal.answer["stage"]

    def test_a_record_is_found_by_its_credential_id(self):
        records = [known("b3Ro", OTHER), known("aWQ", OWNER)]
        self.assertEqual(self.of("aWQ", records), OWNER)
        self.assertEqual(self.of("b3Ro", records), OTHER)
        self.assertEqual(self.of("AA", records), "state")

    def test_it_is_of_what_was_listed_where_the_application_has_to_look_there(self):
        records = [known("b3Ro", OTHER), known("aWQ", OWNER)]
        for duty, listed, outcome in (
            (["listed_credentials"], [known("aWQ")], "state"),
            (["listed_credentials"], [], OTHER),
            ([], [known("aWQ")], OTHER),
        ):
            self.assertEqual(self.of("b3Ro", records, duty, records=listed), outcome)

    def test_it_is_of_the_user_where_the_application_has_to_look_there(self):
        records = [known("b3Ro", OTHER)]
        for duty, user, outcome in (
            (["users_credentials"], {"id": OWNER, "name": "n"}, "state"),
            (["users_credentials"], {"id": OTHER, "name": "n"}, OTHER),
            (["users_credentials"], None, OTHER),
            ([], {"id": OWNER, "name": "n"}, OTHER),
        ):
            self.assertEqual(self.of("b3Ro", records, duty, user=user), outcome)

    def test_an_id_that_is_registered_already_is_refused_where_that_is_a_duty(self):
        register = lambda _: {"credential_id": "aWQ"}
        duty = {"application": {"unique_credential_id": "words"}}
        with self.assertRaises(Rejected) as refusal:
            self.both(register, [known("aWQ")], "registration", **duty)
        self.assertEqual(refusal.exception.answer["stage"], "state")
        self.assertEqual(self.both(register, [known("b3Ro")], "registration", **duty)["outcome"], "accepted")
        self.assertEqual(self.both(register, [known("aWQ")], "registration")["outcome"], "accepted")
        # An authentication keeps the id that it has.
        self.assertEqual(self.both(register, [known("aWQ")], **duty)["outcome"], "accepted")

    def test_attestation_is_judged_by_the_policy(self):
        def outcome(fmt, x5c, trust, anchors=(), verify=True, application=("attestation",)):
            attestation = {"conveyance": "none", "verify": verify, "trust": trust, "anchors": list(anchors)}
            judge = lambda ceremony: ceremony.judge_attestation(fmt, x5c) or {}
            words = {duty: "words" for duty in application}
            try:
                return self.both(judge, policy={"attestation": attestation}, application=words)["outcome"]
            except (Rejected, Unsupported) as refusal:
                return refusal.answer.get("stage") or refusal.answer["capability"]

        kinds = ("none", None, "none"), ("packed", None, "self"), ("packed", ["c"], "anchored"), ("tpm", ["c"], "anchored")
        for fmt, x5c, trust in kinds:
            others = {"none", "self", "anchored"} - {trust}
            with self.subTest(fmt=fmt, x5c=x5c):
                self.assertEqual(outcome(fmt, x5c, [trust], ["AAE"]), "accepted")
                self.assertEqual(outcome(fmt, x5c, [*others], ["AAE"]), "trust")
                self.assertEqual(outcome(fmt, x5c, [*others], ["AAE"], verify=False), "accepted")
                # The library could not be told, and nothing says that the application has to judge.
                self.assertEqual(outcome(fmt, x5c, [*others], ["AAE"], application=()), "attestation")
        self.assertEqual(outcome("packed", ["c"], ["anchored"]), "trust")


class Identities(Applications):
    def test_hello_is_answered_without_what_only_the_helper_reads(self):
        application = self.application(lacks={"clock": "words"}, application={"record": "words"}, attestation={"trust": ["none"]})
        identity = application.identity()
        self.assertEqual(identity["lacks"], [{"capability": "clock", "documentation": "words"}])
        self.assertEqual((identity["name"], identity["version"], identity["homepage"]), ("test", "1", None))
        self.assertNotIn("application", identity)
        self.assertNotIn("attestation", identity)

    def test_base64url_of_the_tests_is_what_it_says(self):
        self.assertEqual((decode(OWNER), decode("aWQ"), decode("b3Ro")), (b"owner", b"id", b"oth"))


if __name__ == "__main__":
    unittest.main()
