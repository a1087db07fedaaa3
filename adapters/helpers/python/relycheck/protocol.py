"""The protocol: requests on standard input, one answer a line on standard output.

An adapter is an object with the methods

    identity() -> dict                           what it says about itself, as `Identity` in answer.schema.json
    begin_registration(request) -> begun(...)
    finish_registration(request) -> accepted(...)
    begin_authentication(request) -> begun(...)
    finish_authentication(request) -> accepted(...)
    reset()                                      optional; a library keeps nothing
    decode(request) -> dict                      optional; `Decoded` in answer.schema.json, see `decoder.py`

A `request` is the message as a dict, with the members of `request.schema.json`. A method that refuses raises `Rejected`, one
that is asked for what the relying party lacks raises `Unsupported`; any other exception is the adapter's own fault and is answered
by `failed`. `serve(adapter)` is the whole main program. Of a library, `application.py` makes such an object.
"""

import base64
import contextlib
import json
import sys
import traceback

PROTOCOL = 1
CEREMONIES = ("begin_registration", "finish_registration", "begin_authentication", "finish_authentication")
STORED = (
    "credential_id",
    "public_key",
    "sign_count",
    "uv_initialized",
    "backup_eligible",
    "backup_state",
    "transports",
)


class Rejected(Exception):
    """The relying party refuses the response.

    `detail` is its own words; `stage` is one of parse, client-data, auth-data, key, attestation, trust, signature, state, or
    None where the adapter cannot tell.
    """

    def __init__(self, detail, stage=None):
        super().__init__(detail)
        self.answer = {"outcome": "rejected", "stage": stage, "detail": detail}


class Unsupported(Exception):
    """The relying party lacks `capability`, a name from `Capability` in answer.schema.json."""

    def __init__(self, capability):
        super().__init__(capability)
        self.answer = {"outcome": "unsupported", "capability": capability}


def begun(options, session):
    """A ceremony has begun: `options` is the object inside `publicKey`, `session` any JSON value, which comes back at the end."""
    return {"outcome": "begun", "options": options, "session": session}


def accepted(record, **stored):
    """The response is accepted: `record` is any JSON value to keep, `stored` the same in the terms of `STORED`.

    Bytes are base64url without padding. A field that is left out is null: the relying party does not keep it.

    Raises TypeError for a field that the protocol does not know.
    """
    if unknown := sorted(set(stored) - set(STORED)):
        raise TypeError(f"stored: no field {', '.join(unknown)}; the fields are {', '.join(STORED)}")
    return {"outcome": "accepted", "record": record, "stored": {name: stored.get(name) for name in STORED}}


def encode(data):
    """Bytes as the protocol writes them: base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode(text):
    """The bytes of base64url without padding, as the protocol writes them; ValueError for any other text."""
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if encode(data) != text:
        raise ValueError(f"{text!r} is not base64url without padding")
    return data


def serve(adapter, lines=None, output=None):
    """Answers the requests of `lines` (an iterable of bytes) on `output` (a binary stream) until `bye` or the end of the input.

    They are standard input and standard output unless given. What the adapter or its library prints goes to standard error.
    """
    lines = sys.stdin.buffer if lines is None else lines
    output = sys.stdout.buffer if output is None else output
    with contextlib.redirect_stdout(sys.stderr):
        for line in lines:
            seq, op, answer = _answer(adapter, line)
            output.write(_encode(seq, answer) + b"\n")
            output.flush()
            if op == "bye":
                return


def _answer(adapter, line):
    """The number, the operation and the answer of one line; every exception becomes an answer."""
    seq, op = "", None
    try:
        request = json.loads(line)
        if not isinstance(request, dict):
            raise ValueError("a request is a JSON object")
        seq, op = request.get("seq", ""), request.get("op")
        return seq, op, _dispatch(adapter, op, request)
    except (Rejected, Unsupported) as refusal:
        return seq, op, refusal.answer
    except Exception as error:  # noqa: BLE001 - whatever an adapter raises, the suite gets its one answer
        traceback.print_exc(file=sys.stderr)
        return seq, op, _failed(f"{type(error).__name__}: {error}")


def _dispatch(adapter, op, request):
    if op == "hello":
        if request.get("protocol") != PROTOCOL:
            return _failed(f"this adapter speaks protocol {PROTOCOL}, the suite {request.get('protocol')}")
        return {"outcome": "identity", **adapter.identity()}
    if op in CEREMONIES:
        return getattr(adapter, op)(request)
    if op == "decode":
        read = getattr(adapter, "decode", lambda _request: {"result": "unsupported"})
        return {"outcome": "decoded", **read(request)}
    if op == "reset":
        getattr(adapter, "reset", lambda: None)()
        return {"outcome": "done"}
    if op == "bye":
        return {"outcome": "done"}
    return _failed(f"op: {op!r} is not a request of protocol {PROTOCOL}")


def _failed(detail):
    return {"outcome": "failed", "detail": detail}


def _encode(seq, answer):
    """One line of UTF-8. Python takes lone surrogates from JSON and JSON's other readers do not, so they become question marks."""
    try:
        text = json.dumps({"seq": seq, **answer}, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        text = json.dumps({"seq": seq, **_failed(f"the answer is no JSON: {error}")}, ensure_ascii=False)
    return text.encode("utf-8", "replace")
