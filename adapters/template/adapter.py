"""An adapter in Python, to be written: it says who it is, and of all else that it is not there yet."""

import sys
from pathlib import Path

# Within the repository the protocol's module is there; elsewhere, put relycheck.py beside this file.
sys.path.append(str(Path(__file__).resolve().parent.parent / "helpers" / "python"))

from relycheck import serve


class Adapter:
    """Each method gets the request as a dict. `../TUTORIAL.md` writes them one after the other."""

    def identity(self):
        return {
            "name": "my-rp",
            "version": "0",
            "language": "Python",
            "homepage": None,
            "issues": None,
            # `service` where the relying party keeps sessions and accounts itself.
            "depth": "library",
            # What the code below hands over to the relying party, and nothing that it leaves out.
            "settable": [],
            # COSE algorithms and attestation statement formats that it verifies.
            "algorithms": [-7],
            "formats": ["none"],
            "extensions": [],
            # What the relying party cannot do: {"capability": "…", "documentation": "its own words"}.
            "lacks": [],
        }

    def begin_registration(self, request):
        """Make creation options: return begun(options, session)."""
        raise NotImplementedError("begin_registration is not written yet")

    def finish_registration(self, request):
        """Judge request["response"]: return accepted(record, …) or raise Rejected(words, stage)."""
        raise NotImplementedError("finish_registration is not written yet")

    def begin_authentication(self, request):
        """Make request options: return begun(options, session)."""
        raise NotImplementedError("begin_authentication is not written yet")

    def finish_authentication(self, request):
        """Judge request["response"]: return accepted(record, …) or raise Rejected(words, stage)."""
        raise NotImplementedError("finish_authentication is not written yet")

    def reset(self):
        """Forget every account. A library keeps none, so there is nothing to do; a service has to be written."""


if __name__ == "__main__":
    serve(Adapter())
