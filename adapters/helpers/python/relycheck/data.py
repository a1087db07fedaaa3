"""`identity.json`: what the library takes and lacks, and what its documentation has applications do. `../README.md` says how."""

import json
from importlib.metadata import PackageNotFoundError, version
from types import SimpleNamespace

# What the answer to `hello` needs, and what it may have. The version is either said or asked of the installed package.
NEEDED = ("name", "language", "depth", "settable", "algorithms", "formats", "extensions", "lacks")
OPTIONAL = ("version", "package", "homepage", "issues", "attestation", "application")
LISTS = {"settable": str, "algorithms": int, "formats": str, "extensions": str}
TABLES = ("lacks", "application", "attestation")

# What an application may have to do, by name.
DUTIES = (
    "credential",
    "listed_credentials",
    "users_credentials",
    "account",
    "user_handle",
    "unique_credential_id",
    "attestation",
    "record",
)
LIMITS = ("conveyance", "trust")


def read(path):
    """The data of a file: `identity` as `hello` is answered, `lacks`, `algorithms`, `attestation` and `application`.

    Raises ValueError, with file and member, for a file that is none.
    """
    table = load(path)
    for name in NEEDED:
        if name not in table:
            raise ValueError(f"{path}: {name}: missing; add it")
    refuse_unknown(path, "", table, NEEDED + OPTIONAL)
    for name, kind in LISTS.items():
        if not isinstance(table[name], list) or not all(type(member) is kind for member in table[name]):
            raise ValueError(f"{path}: {name}: not a list of {kind.__name__}; write one")
    for name in TABLES:
        if not isinstance(table.setdefault(name, {}), dict):
            raise ValueError(f"{path}: {name}: not an object; write one")
    refuse_unknown(path, "application.", table["application"], DUTIES)
    refuse_unknown(path, "attestation.", table["attestation"], LIMITS)
    if both := sorted(set(table["settable"]) & set(table["lacks"])):
        raise ValueError(f"{path}: {both[0]}: both settable and lacking; leave it in one place")
    identity = {name: table.get(name) for name in ("name", "version", "language", "homepage", "issues", *NEEDED[2:])}
    identity["version"] = _version(path, table)
    identity["lacks"] = [{"capability": capability, "documentation": words} for capability, words in table["lacks"].items()]
    return SimpleNamespace(
        identity=identity,
        **{name: table[name] for name in ("lacks", "algorithms", "attestation", "application")},
    )


def load(path):
    """The object of a JSON file."""
    try:
        with open(path, encoding="utf-8") as file:
            table = json.load(file)
    except ValueError as error:
        raise ValueError(f"{path}: no JSON: {error}") from error
    if not isinstance(table, dict):
        raise ValueError(f"{path}: not an object; write one")
    return table


def refuse_unknown(path, place, table, known):
    """A member that nobody reads is a mistake in writing."""
    for name in table:
        if name not in known:
            raise ValueError(f"{path}: {place}{name}: not known; write one of {', '.join(known)}")


def _version(path, table):
    if ("version" in table) == ("package" in table):
        raise ValueError(f"{path}: version: say either the version, or the package that is asked for it")
    if "version" in table:
        return table["version"]
    try:
        return version(table["package"])
    except PackageNotFoundError as error:
        raise ValueError(f"{path}: package: {table['package']} is not installed; install it as the lock file says") from error
