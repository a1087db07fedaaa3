"""Verifies the corpus with nothing of relycheck: Python, `cryptography` and `cbor2` alone.

    pip install -r corpus/requirements.txt
    python3 corpus/verify.py

What has to be accepted is checked against the steps of the standard. What has to be refused for something in client data,
authenticator data or state has to carry a good signature all the same, or it would be refused for the wrong reason; what has to be
refused for its signature must not verify. Ends with 1 at the first vector for which this does not hold.
"""

import base64
import hashlib
import json
import pathlib
import sys
from collections import Counter

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa

CORPUS = pathlib.Path(__file__).resolve().parent
CURVES = {1: ec.SECP256R1(), 2: ec.SECP384R1(), 3: ec.SECP521R1()}
ECDSA = {-7: (1, hashes.SHA256()), -9: (1, hashes.SHA256()), -35: (2, hashes.SHA384()), -51: (2, hashes.SHA384()),
         -36: (3, hashes.SHA512()), -52: (3, hashes.SHA512())}
ML_DSA = (-48, -49, -50)
# The stages at which something else than the signature is at fault, so that the signature is good.
SIGNED_ALL_THE_SAME = ("client-data", "auth-data", "state")


class NotHere(Exception):
    """An algorithm that this installation of `cryptography` does not have."""


def b64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def expand(text):
    if isinstance(text, str):
        return text
    return "".join(piece if isinstance(piece, str) else piece["repeat"] * piece["times"] for piece in text)


def authenticator_data(data):
    """rpIdHash 32, flags 1, signCount 4, and where AT is set aaguid 16, length 2, credential id, key."""
    parsed = {"rp_id_hash": data[:32], "flags": data[32]}
    if data[32] & 0x40:
        length = int.from_bytes(data[53:55], "big")
        parsed["credential_id"] = data[55:55 + length]
        parsed["key"] = cbor2.loads(data[55 + length:])
    return parsed


def verify(key, signature, message):
    """Raises InvalidSignature where the signature is not the key's."""
    algorithm = key[3]
    if algorithm in ECDSA:
        curve, digest = ECDSA[algorithm]
        numbers = ec.EllipticCurvePublicNumbers(int.from_bytes(key[-2], "big"), int.from_bytes(key[-3], "big"), CURVES[curve])
        numbers.public_key().verify(signature, message, ec.ECDSA(digest))
    elif algorithm in (-8, -19):
        ed25519.Ed25519PublicKey.from_public_bytes(key[-2]).verify(signature, message)
    elif algorithm == -53:
        ed448.Ed448PublicKey.from_public_bytes(key[-2]).verify(signature, message)
    elif algorithm in (-257, -37):
        public = rsa.RSAPublicNumbers(int.from_bytes(key[-2], "big"), int.from_bytes(key[-1], "big")).public_key()
        how = padding.PKCS1v15() if algorithm == -257 else padding.PSS(padding.MGF1(hashes.SHA256()), 32)
        public.verify(signature, message, how, hashes.SHA256())
    elif algorithm in ML_DSA:
        try:
            from cryptography.hazmat.primitives.asymmetric import mldsa
        except ImportError:
            raise NotHere(algorithm) from None
        name = {-48: "MLDSA44PublicKey", -49: "MLDSA65PublicKey", -50: "MLDSA87PublicKey"}[algorithm]
        if not hasattr(mldsa, name):
            raise NotHere(algorithm)
        getattr(mldsa, name).from_public_bytes(key[-1]).verify(signature, message)
    else:
        raise NotHere(algorithm)


def check_accepted(vector, ceremony, client_data, data):
    """The steps that the two ceremonies share, for a response that has to be accepted."""
    policy = vector["policy"]
    collected = json.loads(client_data.decode("utf-8-sig", errors="replace"))
    assert collected["type"] == "webauthn." + ceremony["kind"], "type"
    assert collected["challenge"] == ceremony["challenge"], "challenge"
    assert collected["origin"] in policy["origins"], "origin"
    assert policy["cross_origin"] or not collected.get("crossOrigin", False), "crossOrigin"
    assert data["rp_id_hash"] == hashlib.sha256(policy["rp_id"].encode()).digest(), "rpIdHash"
    assert data["flags"] & 1 or ceremony["kind"] == "create" and ceremony.get("mediation") == "conditional", "UP"
    assert data["flags"] & 4 or ceremony["user_verification"] != "required", "UV"
    assert data["flags"] & 8 or not data["flags"] & 16, "BS without BE"


def play_registration(vector, ceremony, response, expected, keys, counts):
    accepted = expected["outcome"] == "accepted"
    try:
        message = json.loads(response)
        client_data = b64(message["response"]["clientDataJSON"])
        attestation = cbor2.loads(b64(message["response"]["attestationObject"]))
        data = authenticator_data(attestation["authData"])
        if accepted:
            keys[data["credential_id"]] = data["key"]
        else:
            # What is refused hides no key that is registered; where the id is new, a careless RP would use it.
            keys.setdefault(data["credential_id"], data["key"])
    except Exception:
        # What cannot be read cannot have to be accepted.
        assert not accepted, "it has to be accepted and cannot be read"
        counts["refused, and not readable here"] += 1
        return
    if not accepted:
        counts["registration to be refused, read"] += 1
        return
    check_accepted(vector, ceremony, client_data, data)
    assert data["key"][3] in vector["policy"]["algorithms"], "alg"
    if attestation["fmt"] == "packed" and "x5c" not in attestation["attStmt"]:
        statement = attestation["attStmt"]
        assert statement["alg"] == data["key"][3], "alg of the statement"
        verify(data["key"], statement["sig"], attestation["authData"] + hashlib.sha256(client_data).digest())
        counts["self attestation verified"] += 1
    counts["registration accepted"] += 1


def play_authentication(vector, ceremony, response, expected, keys, counts):
    accepted = expected["outcome"] == "accepted"
    try:
        message = json.loads(response)
        client_data = b64(message["response"]["clientDataJSON"])
        raw = b64(message["response"]["authenticatorData"])
        signature = b64(message["response"]["signature"])
        key = keys[b64(message["rawId"])]
    except Exception:
        assert not accepted, "it has to be accepted and cannot be read"
        counts["refused, and not readable here"] += 1
        return
    if accepted:
        check_accepted(vector, ceremony, client_data, authenticator_data(raw))
    signed = raw + hashlib.sha256(client_data).digest()
    if accepted or expected.get("stage") in SIGNED_ALL_THE_SAME:
        verify(key, signature, signed)
        counts["assertion verified" if accepted else "assertion to be refused, its signature good"] += 1
    elif expected.get("stage") == "signature":
        try:
            verify(key, signature, signed)
        except InvalidSignature:
            counts["assertion to be refused, its signature bad"] += 1
        else:
            raise AssertionError("it has to be refused for its signature, which verifies")


def play(vector, expected, counts):
    keys, number, taken = {}, 0, []
    for ceremony in vector["ceremonies"]:
        for text in ceremony["responses"]:
            role = expected[number]
            number += 1
            step = play_registration if ceremony["kind"] == "create" else play_authentication
            later = ceremony.get("only_after")
            if later is not None and not taken[later]:
                continue
            try:
                step(vector, ceremony, expand(text), role, keys, counts)
            except NotHere as missing:
                counts[f"not verified: cryptography has no COSE algorithm {missing}"] += 1
        taken.append(all(role["outcome"] == "accepted" for role in expected[number - len(ceremony["responses"]):number]))


def main():
    if not __debug__:
        sys.exit("without assertions nothing is verified: run it without -O")
    counts, files = Counter(), 0
    for path in sorted((CORPUS / "expectations").rglob("*.json")):
        expectations = json.loads(path.read_text())
        by_part = {}
        for response in expectations["responses"]:
            by_part.setdefault(response.get("part"), []).append(response)
        for part, expected in by_part.items():
            name = expectations["case"] + (f"/{part}" if part is not None else "")
            vector = json.loads((CORPUS / "vectors" / f"{name}.json").read_text())
            files += 1
            try:
                play(vector, expected, counts)
            except (AssertionError, InvalidSignature, ValueError) as fault:
                print(f"{name}: {type(fault).__name__}: {fault}", file=sys.stderr)
                return 1
    print(f"{files} vectors")
    for what, number in sorted(counts.items()):
        print(f"{number:6} {what}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
