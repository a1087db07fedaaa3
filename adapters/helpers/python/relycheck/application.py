"""What every application does, whatever its library: it begins a ceremony, remembers it, and keeps the accounts.

A library is an object with four methods:

    registration_options(beginning) -> dict      what the browser gets, the object inside `publicKey`
    verify_registration(ceremony) -> dict        the record to keep, with fields of `STORED`; or what `accepted` made
    authentication_options(beginning) -> dict
    verify_authentication(ceremony) -> dict

`beginning` is a `Beginning`, `ceremony` a `Ceremony`. What the library takes and lacks stands in `identity.json`, what its
errors mean in `stages.json`, both in the adapter's folder: see `../README.md`.
"""

import sys
from pathlib import Path

from .capabilities import beyond
from .ceremony import Beginning, Ceremony
from .data import read
from .protocol import Rejected, Unsupported, accepted, begun, serve
from .stages import Stages


class Application:
    """An adapter for `serve`, made of a library and its data."""

    def __init__(self, library, data, stages):
        self.library, self.data, self.stages = library, data, stages

    def identity(self):
        return self.data.identity

    def begin_registration(self, request):
        return self._begin(request, self.library.registration_options)

    def begin_authentication(self, request):
        return self._begin(request, self.library.authentication_options)

    def finish_registration(self, request):
        answer = self._finish(request, "registration", self.library.verify_registration)
        known = {record["credential_id"] for record in request["records"]}
        credential_id = answer["stored"]["credential_id"]
        if "unique_credential_id" in self.data.application and credential_id in known:
            raise Rejected(f"application: credential {credential_id} is registered already", "state")
        return answer

    def finish_authentication(self, request):
        return self._finish(request, "authentication", self.library.verify_authentication)

    def _begin(self, request, make_options):
        if capability := beyond(self.data, request):
            raise Unsupported(capability)
        options = make_options(Beginning(request))
        session = {
            "ceremony": request["op"].removeprefix("begin_"),
            "policy": request["policy"],
            "challenge": options["challenge"],
            "conditional": request.get("mediation") == "conditional",
            "user": (request.get("user") or {}).get("id"),
            "listed": [known["credential_id"] for known in request.get("records", [])],
        }
        return begun(options, session)

    def _finish(self, request, ceremony, verify):
        if request["session"]["ceremony"] != ceremony:
            raise ValueError(f"session: of another ceremony than {ceremony}; hand back what begin_{ceremony} returned")
        kept = verify(Ceremony(request, self.data, self.stages))
        return kept if kept.get("outcome") == "accepted" else accepted(kept, **kept)


def serve_library(library, folder=None):
    """Serves a library with the data files of a folder, that of the library's own module unless given.

    Raises ValueError, with file and place, where they are not as they should be.
    """
    folder = Path(folder or Path(sys.modules[type(library).__module__].__file__).resolve().parent)
    serve(Application(library, read(folder / "identity.json"), Stages.read(folder / "stages.json")))
