"""A program that only decodes: it answers `decode` for `relycheck corpus replay`, and takes part in no ceremony."""

from .protocol import decode as from_base64url
from .protocol import serve

# What bytes may be asked to be read as.
TARGETS = (
    "cbor",
    "authenticator_data",
    "attestation_object",
    "cose_key",
    "client_data",
    "registration_response",
    "authentication_response",
)


def serve_decoder(name, version, readers, lines=None, output=None):
    """Serves a decoder until `bye` or the end of the input.

    `readers` has, by target, a function that takes the bytes of one artefact. Whatever it returns, it accepted them; if it raises,
    it refused them. A target that is left out is `unsupported`. `lines` and `output` are as for `serve`.

    Raises ValueError for a target that the protocol does not know.
    """
    serve(Decoder(name, version, readers), lines, output)


class Decoder:
    """What `serve` needs, for the readers of `serve_decoder`."""

    def __init__(self, name, version, readers):
        if unknown := sorted(set(readers) - set(TARGETS)):
            raise ValueError(f"readers: no target {', '.join(unknown)}; the targets are {', '.join(TARGETS)}")
        self._about = {"name": name, "version": version, "language": "Python", "depth": "library"}
        self._readers = readers

    def identity(self):
        nothing = ("settable", "algorithms", "formats", "extensions", "lacks")
        return {**self._about, **{member: [] for member in nothing}}

    def decode(self, request):
        reader = self._readers.get(request["target"])
        if reader is None:
            return {"result": "unsupported"}
        data = from_base64url(request["bytes"])
        try:
            reader(data)
        except Exception as error:  # noqa: BLE001 - by whatever a library refuses, it refuses
            return {"result": "refused", "detail": f"{type(error).__name__}: {error}"}
        return {"result": "accepted"}
