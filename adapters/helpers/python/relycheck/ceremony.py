"""A ceremony as an application sees it: what it asks the library for, and what it finds out beside it."""

import ssl

from .protocol import Rejected, Unsupported, decode


class _Policy:
    """What is read from a policy alike at both ends of a ceremony."""

    policy: dict

    @property
    def rp_id(self):
        return self.policy["rp_id"]

    @property
    def origins(self):
        return self.policy["origins"]

    @property
    def algorithms(self):
        """COSE identifiers, in order of preference."""
        return self.policy["algorithms"]

    @property
    def user_verification(self):
        """The word of the options; None leaves it out."""
        return self.policy["user_verification"]


class Beginning(_Policy):
    """A `begin_…` request. Bytes are bytes; what the request leaves to the relying party is None."""

    def __init__(self, request):
        user = request.get("user") or {}
        self.policy = request["policy"]
        self.conveyance = self.policy["attestation"]["conveyance"]
        self.user_id = decode(user["id"]) if user.get("id") is not None else None
        self.user_name = user.get("name")
        self.challenge = decode(request["challenge"]) if request.get("challenge") is not None else None
        # Credentials as (id, transports).
        self.exclude = [(decode(known["id"]), known["transports"]) for known in request.get("exclude", [])]
        self.allow = [
            (decode(known["credential_id"]), known["record"].get("transports") or []) for known in request.get("records", [])
        ]


class Ceremony(_Policy):
    """A `finish_…` request with what was remembered of its beginning. `response` is the text that the browser posted."""

    def __init__(self, request, data, stages):
        session = request["session"]
        self.name, self.policy, self.challenge = session["ceremony"], session["policy"], decode(session["challenge"])
        self.conditional = session["conditional"]
        self.response = request["response"]
        self._user, self._listed, self._records = session["user"], session["listed"], request["records"]
        self._data, self._stages = data, stages

    @property
    def user_verification_required(self):
        return self.user_verification == "required"

    @property
    def anchors(self):
        """The policy's trust anchors, each as the bytes of a PEM certificate; none where attestation is not verified."""
        attestation = self.policy["attestation"]
        return [ssl.DER_cert_to_PEM_cert(decode(anchor)).encode() for anchor in attestation["anchors"] if attestation["verify"]]

    def judged(self, function, *arguments, **named):
        """Calls the library on a response. Whatever it raises is its refusal, as an application that catches it sees it.

        An exception from anywhere else is the adapter's own fault.
        """
        try:
            return function(*arguments, **named)
        except Exception as error:
            raise Rejected(self._stages.words(error), self._stages.of(error, self.name)) from error

    def judge_attestation(self, fmt, x5c):
        """Whether the policy accepts an attestation that the library has verified: its format, and its certificates if any.

        Where the documentation leaves it to the application (`attestation` under `application`), raises Rejected; else the library
        could not be told, so Unsupported.
        """
        trust = "none" if fmt == "none" else "self" if fmt == "packed" and not x5c else "anchored"
        attestation = self.policy["attestation"]
        # Without anchors no path was built.
        acceptable = trust in attestation["trust"] and (trust != "anchored" or attestation["anchors"])
        if attestation["verify"] and not acceptable:
            if "attestation" in self._data.application:
                raise Rejected(f"application: attestation of the kind `{trust}` is not acceptable", "trust")
            raise Unsupported("attestation")

    def record(self, credential_id):
        """The record of a credential id, base64url, among those of all accounts, of the user (`users_credentials` under
        `application`) or of what the options listed (`listed_credentials`). Raises Rejected where there is none."""
        application = self._data.application
        for known in self._records:
            of_user = "users_credentials" not in application or self._user in (None, known["user_id"])
            of_list = "listed_credentials" not in application or not self._listed or credential_id in self._listed
            if known["credential_id"] == credential_id and of_user and of_list:
                return known["record"]
        raise Rejected(f"application: no credential {credential_id} for this login", "state")
