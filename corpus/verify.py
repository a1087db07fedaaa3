"""Verifies the corpus with nothing of relycheck: Python, `cryptography` and `cbor2` alone.

    pip install -r corpus/requirements.txt
    python3 corpus/verify.py

What has to be accepted is checked against the steps of the standard. What has to be refused for something in client data,
authenticator data or state has to carry a good signature all the same, or it would be refused for the wrong reason; what has to be
refused for its signature must not verify. A statement that is refused for its certificate is signed with the certificate's key, and the
certificate leads to an anchor unless it is refused for that. Ends with 1 at the first vector for which this does not hold.
"""

import base64
import datetime
import hashlib
import json
import pathlib
import sys
from collections import Counter

import cbor2
from cryptography import x509
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


# The certificates are good from 2020 to 3020, and those that are not from 2020 to 2021 or from 3000.
NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
KNOWN = ("2.5.29.15", "2.5.29.19", "1.3.6.1.4.1.45724.1.1.4", "1.3.6.1.4.1.45724.1.1.5")
# The rows about the certificate and the path from it: what the statement signs is good.
OF_CERTIFICATES = ("pkc-", "pk-4", "reg-24c")


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


def may_issue(certificate, between):
    try:
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return constraints.ca and usage.key_cert_sign and (constraints.path_length is None or between <= constraints.path_length)


def is_sound(certificate):
    known = all(extension.oid.dotted_string in KNOWN for extension in certificate.extensions if extension.critical)
    return known and certificate.not_valid_before_utc <= NOW <= certificate.not_valid_after_utc


def has_issued(issuer, certificate, between):
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError):
        return False
    return may_issue(issuer, between)


def leads_to_an_anchor(leaf, enclosed, anchors):
    """Whether the leaf is an anchor, or a path of sound certificates leads from it to one."""
    reached, left = [(leaf, 0)], [certificate for certificate in enclosed if is_sound(certificate)]
    if leaf in anchors:
        return True
    while reached and is_sound(leaf):
        certificate, between = reached.pop()
        if any(has_issued(anchor, certificate, between) for anchor in anchors):
            return True
        further = [other for other in left if has_issued(other, certificate, between)]
        left = [other for other in left if other not in further]
        reached += [(other, between + 1) for other in further]
    return False


def check_certified(vector, statement, signed, expected, counts):
    """A packed statement with certificates that is to be accepted, or to be refused for them."""
    try:
        leaf, *enclosed = [x509.load_der_x509_certificate(der) for der in statement["x5c"]]
    except x509.InvalidVersion as fault:
        assert expected["requirement"] == "pkc-1", "it cannot be read"
        counts[f"certificate not read: {fault}"] += 1
        return
    assert statement["alg"] == -7, "alg of the statement"
    leaf.public_key().verify(statement["sig"], signed, ec.ECDSA(hashes.SHA256()))
    anchors = [x509.load_der_x509_certificate(b64(anchor)) for anchor in vector["policy"]["attestation"]["anchors"]]
    leads = leads_to_an_anchor(leaf, enclosed, anchors)
    assert leads == (expected["requirement"] != "reg-24c"), "the path to an anchor"
    counts["certified attestation verified" if leads else "certified attestation verified that leads to no anchor"] += 1


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
    statement = attestation.get("attStmt", {})
    certified = attestation.get("fmt") == "packed" and isinstance(statement, dict) and "x5c" in statement
    signed = attestation["authData"] + hashlib.sha256(client_data).digest()
    if certified and (expected["outcome"] != "rejected" or expected["requirement"].startswith(OF_CERTIFICATES)):
        check_certified(vector, statement, signed, expected, counts)
    if not accepted:
        counts["registration to be refused, read"] += 1
        return
    check_accepted(vector, ceremony, client_data, data)
    assert data["key"][3] in vector["policy"]["algorithms"], "alg"
    if attestation["fmt"] == "packed" and not certified:
        assert statement["alg"] == data["key"][3], "alg of the statement"
        verify(data["key"], statement["sig"], signed)
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
