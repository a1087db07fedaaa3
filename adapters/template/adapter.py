"""An adapter in Python, to be written: what is specific to a library of each ceremony."""

import sys
from pathlib import Path

# Within the repository the helper is there; elsewhere, put its folder `relycheck` beside this file.
sys.path.append(str(Path(__file__).resolve().parent.parent / "helpers" / "python"))

from relycheck import serve_library


class Library:
    """`../TUTORIAL.md` writes the methods one after the other. Who it is stands in `identity.json`, what its errors mean in
    `stages.json`. A service answers the messages itself: see `serve` of the helper."""

    def registration_options(self, beginning):
        """Make creation options: return the object inside `publicKey`."""
        raise NotImplementedError("registration_options is not written yet")

    def verify_registration(self, ceremony):
        """Judge ceremony.response by ceremony.judged(call, …): return the record to keep."""
        raise NotImplementedError("verify_registration is not written yet")

    def authentication_options(self, beginning):
        """Make request options: return the object inside `publicKey`."""
        raise NotImplementedError("authentication_options is not written yet")

    def verify_authentication(self, ceremony):
        """Judge ceremony.response with ceremony.record(id): return the updated record."""
        raise NotImplementedError("verify_authentication is not written yet")


if __name__ == "__main__":
    serve_library(Library())
