"""`stages.json`: from the library's exceptions to the protocol's stages. `../README.md` says how it is written."""

import re
import traceback

from .data import load, refuse_unknown

STAGES = ("parse", "client-data", "auth-data", "key", "attestation", "trust", "signature", "state")
CEREMONIES = ("registration", "authentication")


class Stages:
    """The rows of a file, in its order."""

    def __init__(self, rows):
        self._rows = rows

    @classmethod
    def read(cls, path):
        """Raises ValueError, with file and row, for a file that is none."""
        table = load(path)
        refuse_unknown(path, "", table, ("about", "rows"))
        if not isinstance(table.get("rows"), list):
            raise ValueError(f"{path}: rows: not a list; write one")
        return cls([_row(path, f"rows[{index}].", row) for index, row in enumerate(table["rows"])])

    def of(self, error, ceremony):
        """The stage of the first row of which a pattern fits a fact about the exception; None where none does."""
        found = facts(error)
        for stage, only, patterns in self._rows:
            if only in (None, ceremony) and any(pattern.fullmatch(fact) for pattern in patterns for fact in found):
                return stage
        return None

    @staticmethod
    def words(error):
        """The words of an exception with those of its causes."""
        return ", because of ".join(f"{type(link).__name__}: {link}" for link in _chain(error))


def facts(error):
    """What is known of an exception, each as a text.

    `Class: words`, for its class and all that this is derived from, and the same for its causes; `module.function()` for each
    function on the way that it took.
    """
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    found = [f"{frame.f_globals.get('__name__')}.{frame.f_code.co_name}()" for frame in frames]
    for link in _chain(error):
        found += [f"{kind.__name__}: {link}" for kind in type(link).__mro__ if issubclass(kind, Exception)]
    return found


def _chain(error):
    chain = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__
    return chain


def _row(path, place, row):
    if not isinstance(row, dict):
        raise ValueError(f"{path}: {place[:-1]}: not an object; write one")
    refuse_unknown(path, place, row, ("stage", "ceremony", "errors", "because"))
    if row.get("stage") not in STAGES:
        raise ValueError(f"{path}: {place}stage: {row.get('stage')!r} is none; write one of {', '.join(STAGES)}")
    if row.get("ceremony") not in (None, *CEREMONIES):
        raise ValueError(f"{path}: {place}ceremony: {row['ceremony']!r} is none; write one of {', '.join(CEREMONIES)}")
    errors = row.get("errors")
    if not isinstance(errors, list) or not errors or not all(isinstance(error, str) and error for error in errors):
        raise ValueError(f"{path}: {place}errors: not a list of patterns; write at least one")
    return row["stage"], row.get("ceremony"), [_pattern(error) for error in errors]


def _pattern(text):
    """`*` stands for any characters; all else for itself."""
    return re.compile(".*".join(re.escape(part) for part in text.split("*")), re.DOTALL)
