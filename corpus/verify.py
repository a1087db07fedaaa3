"""Verifies the corpus with nothing of relycheck: Python, `cryptography` and `cbor2` alone.

    pip install -r corpus/requirements.txt
    python3 corpus/verify.py

What has to be accepted is checked against the steps of the standard. What has to be refused for something in client data,
authenticator data or state has to carry a good signature all the same, or it would be refused for the wrong reason; what has to be
refused for its signature must not verify. What is wrong with a certified attestation is what it has to be refused for, and nothing
else of it is: signature, certificate, path to an anchor. Ends with 1 at the first vector for which this does not hold.
"""

import base64
import datetime
import hashlib
import json
import pathlib
import sys
import warnings
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
AAGUID, FIRMWARE = "1.3.6.1.4.1.45724.1.1.4", "1.3.6.1.4.1.45724.1.1.5"
KNOWN = ("2.5.29.15", "2.5.29.19", AAGUID, FIRMWARE)
# The rows that an attestation certificate may break, and what a statement with such a certificate breaks else.
OF_CERTIFICATES = ("pkc-1", "pkc-2", "pkc-3", "pkc-4", "pkc-5", "pkc-7", "pkc-8", "pkc-9a", "pk-4")
OF_STATEMENTS = ("pk-2", "pk-8")


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
        parsed["aaguid"] = data[37:53]
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
        certificate, between = reached.pop(0)
        if any(has_issued(anchor, certificate, between) for anchor in anchors):
            return True
        further = [other for other in left if has_issued(other, certificate, between)]
        left = [other for other in left if other not in further]
        reached += [(other, between + 1) for other in further]
    return False


def broken_rows(leaf, aaguid):
    """The rows of section 8.2.1 that an attestation certificate breaks, and pk-4."""
    def subject(oid):
        return [attribute.value for attribute in leaf.subject.get_attributes_for_oid(oid)]

    extensions = {extension.oid.dotted_string: extension for extension in leaf.extensions}
    name = x509.NameOID
    country = subject(name.COUNTRY_NAME)
    broken = {
        "pkc-1": leaf.version != x509.Version.v3,
        "pkc-2": len(country) != 1 or len(country[0]) != 2,
        "pkc-3": not subject(name.ORGANIZATION_NAME),
        "pkc-4": subject(name.ORGANIZATIONAL_UNIT_NAME) != ["Authenticator Attestation"],
        "pkc-5": not subject(name.COMMON_NAME),
        "pkc-8": leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca,
    }
    if AAGUID in extensions:
        content = extensions[AAGUID].value.value
        broken["pkc-7"] = extensions[AAGUID].critical or content[:2] != b"\x04\x10" or len(content) != 18
        broken["pk-4"] = not broken["pkc-7"] and content[2:] != aaguid
    if FIRMWARE in extensions:
        content = extensions[FIRMWARE].value.value
        broken["pkc-9a"] = extensions[FIRMWARE].critical or content[0] != 2 or content[2] >= 0x80
    return {row for row, is_broken in broken.items() if is_broken}


def check_certified(vector, statement, signed, expected, data, counts):
    """A packed statement with certificates: it breaks the row that it is to be refused for, and no other."""
    row = expected["requirement"] if expected["outcome"] == "rejected" else None
    try:
        leaf, *enclosed = [x509.load_der_x509_certificate(der) for der in statement["x5c"]]
    except (ValueError, x509.InvalidVersion):
        # One that is cut, and what `cryptography` takes for no version.
        assert vector["case"].rsplit("/")[-1] in ("certified-certificate-cut", "certificate-version-2"), "it cannot be read"
        counts["certificate to be refused, and not readable here"] += 1
        return
    if row in OF_STATEMENTS:
        try:
            leaf.public_key().verify(statement["sig"], signed, ec.ECDSA(hashes.SHA256()))
        except (InvalidSignature, TypeError):
            # An RSA key takes no ECDSA.
            counts["certified attestation to be refused, its signature bad"] += 1
            return
        raise AssertionError("it has to be refused for its signature, which verifies")
    assert statement["alg"] == -7, "alg of the statement"
    leaf.public_key().verify(statement["sig"], signed, ec.ECDSA(hashes.SHA256()))
    assert broken_rows(leaf, data["aaguid"]) == ({row} if row in OF_CERTIFICATES else set()), "the attestation certificate"
    anchors = [x509.load_der_x509_certificate(b64(anchor)) for anchor in vector["policy"]["attestation"]["anchors"]]
    leads = leads_to_an_anchor(leaf, enclosed, anchors)
    assert leads == (row != "reg-24c"), "the path to an anchor"
    counts["certified attestation to be refused for " + row if row else "certified attestation verified"] += 1


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
    if certified and (expected["outcome"] != "rejected" or expected["requirement"] in (*OF_CERTIFICATES, *OF_STATEMENTS, "reg-24c")):
        check_certified(vector, statement, signed, expected, data, counts)
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
    # A country in words is a case.
    warnings.filterwarnings("ignore", "Attribute's length must be")
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
