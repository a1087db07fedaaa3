"""The helper for adapters in Python: the protocol, and what every application does, whatever its library.

`serve_library(library)` is the whole main program of an adapter of a library: see `application.py`. An adapter of a service
answers the messages itself: see `serve` in `protocol.py`. A program that only decodes calls `serve_decoder`: see `decoder.py`. Only the standard
library is needed, from Python 3.10 on.
"""

from .application import Application, serve_library
from .ceremony import Beginning, Ceremony
from .data import read
from .decoder import TARGETS, serve_decoder
from .protocol import PROTOCOL, STORED, Rejected, Unsupported, accepted, begun, decode, encode, serve
from .stages import Stages

__all__ = [
    "PROTOCOL",
    "STORED",
    "TARGETS",
    "Application",
    "Beginning",
    "Ceremony",
    "Rejected",
    "Stages",
    "Unsupported",
    "accepted",
    "begun",
    "decode",
    "encode",
    "read",
    "serve",
    "serve_decoder",
    "serve_library",
]
