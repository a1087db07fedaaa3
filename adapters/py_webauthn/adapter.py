"""py_webauthn as a relying party: each message becomes the calls that an application makes."""

import ssl
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "helpers" / "python"))

import webauthn
from webauthn.helpers import (
    options_to_json_dict,
    parse_attestation_object,
    parse_authentication_credential_json,
    parse_registration_credential_json,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AttestationFormat,
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

import stage
from identity import identity
from relycheck import Rejected, Unsupported, accepted, begun, decode, encode, serve

TRANSPORTS = {transport.value for transport in AuthenticatorTransport}


class PyWebAuthn:
    """Sessions hold the policy and the challenge; a record is the protocol's own `stored` object."""

    def identity(self):
        return identity()

    def begin_registration(self, request):
        policy, user = request["policy"], request["user"]
        options = webauthn.generate_registration_options(
            rp_id=policy["rp_id"],
            rp_name=policy["rp_id"],
            user_id=optional_bytes(user.get("id")),
            user_name=user["name"],
            challenge=optional_bytes(request.get("challenge")),
            attestation=AttestationConveyancePreference(policy["attestation"]["conveyance"]),
            authenticator_selection=AuthenticatorSelectionCriteria(
                # Credentials for a login without a user name have to be discoverable.
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=user_verification(policy),
            ),
            exclude_credentials=[descriptor(known["id"], known["transports"]) for known in request["exclude"]],
            supported_pub_key_algs=algorithms(policy),
        )
        return begun(options_to_json_dict(options), session(request, options))

    def finish_registration(self, request):
        policy, challenge, conditional, _ = read(request["session"])
        anchors = [ssl.DER_cert_to_PEM_cert(decode(anchor)).encode() for anchor in policy["attestation"]["anchors"]]
        credential = judged(parse_registration_credential_json, request["response"])
        verified = judged(
            webauthn.verify_registration_response,
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=policy["rp_id"],
            expected_origin=policy["origins"],
            require_user_presence=not conditional,
            require_user_verification=policy["user_verification"] == "required",
            supported_pub_key_algs=algorithms(policy),
            pem_root_certs_bytes_by_fmt=dict.fromkeys(AttestationFormat, anchors) if policy["attestation"]["verify"] else None,
        )
        assess_attestation(policy["attestation"], verified)
        transports = credential.response.transports
        return keep(
            credential_id=encode(verified.credential_id),
            public_key=encode(verified.credential_public_key),
            sign_count=verified.sign_count,
            uv_initialized=verified.user_verified,
            backup_eligible=verified.credential_device_type == CredentialDeviceType.MULTI_DEVICE,
            backup_state=verified.credential_backed_up,
            transports=None if transports is None else [transport.value for transport in transports],
        )

    def begin_authentication(self, request):
        policy = request["policy"]
        options = webauthn.generate_authentication_options(
            rp_id=policy["rp_id"],
            challenge=optional_bytes(request.get("challenge")),
            allow_credentials=[
                descriptor(known["credential_id"], known["record"]["transports"] or []) for known in request["records"]
            ],
            user_verification=user_verification(policy),
        )
        return begun(options_to_json_dict(options), session(request, options))

    def finish_authentication(self, request):
        policy, challenge, _, allowed = read(request["session"])
        credential = judged(parse_authentication_credential_json, request["response"])
        record = find(request["records"], allowed, encode(credential.raw_id))
        verified = judged(
            webauthn.verify_authentication_response,
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=policy["rp_id"],
            expected_origin=policy["origins"],
            credential_public_key=decode(record["public_key"]),
            credential_current_sign_count=record["sign_count"],
            require_user_verification=policy["user_verification"] == "required",
        )
        updates = {"sign_count": verified.new_sign_count, "backup_state": verified.credential_backed_up}
        return keep(**{**record, **updates})


def judged(function, *arguments, **named):
    """Calls the library on a response. Whatever it raises is its refusal, as an application that catches exceptions sees it."""
    try:
        return function(*arguments, **named)
    except Exception as error:
        at, words = stage.of(error)
        raise Rejected(words, at) from error


def algorithms(policy):
    try:
        return [COSEAlgorithmIdentifier(algorithm) for algorithm in policy["algorithms"]]
    except ValueError as unknown:
        raise Unsupported("algorithms") from unknown


def assess_attestation(policy, verified):
    """Whether the attestation is of an acceptable kind. "The raw attestation object" is returned "for later scrutiny"."""
    statement = parse_attestation_object(verified.attestation_object).att_stmt
    if verified.fmt == AttestationFormat.NONE:
        kind = "none"
    elif verified.fmt == AttestationFormat.PACKED and not statement.x5c:
        kind = "self"
    else:
        kind = "anchored"
    # Without anchors the library does not build a path.
    unanchored = kind == "anchored" and not policy["anchors"]
    if policy["verify"] and (unanchored or kind not in policy["trust"]):
        raise Rejected(f"application: attestation of the kind `{kind}` is not acceptable", "trust")


def find(records, allowed, credential_id):
    """The record whose key the library has to be given: where credentials were listed, one of those "that they can use"."""
    for known in records:
        if known["credential_id"] == credential_id and (not allowed or credential_id in allowed):
            return known["record"]
    raise Rejected(f"application: no credential {credential_id} for this login", "state")


def session(request, options):
    return {
        "policy": request["policy"],
        "challenge": encode(options.challenge),
        "conditional": request.get("mediation") == "conditional",
        "allowed": [known["credential_id"] for known in request.get("records", [])],
    }


def read(kept):
    return kept["policy"], decode(kept["challenge"]), kept["conditional"], kept["allowed"]


def keep(**stored):
    return accepted(stored, **stored)


def user_verification(policy):
    word = policy["user_verification"]
    return None if word is None else UserVerificationRequirement(word)


def descriptor(credential_id, transports):
    known = [AuthenticatorTransport(transport) for transport in transports if transport in TRANSPORTS]
    return PublicKeyCredentialDescriptor(id=decode(credential_id), transports=known or None)


def optional_bytes(text):
    return None if text is None else decode(text)


if __name__ == "__main__":
    serve(PyWebAuthn())
