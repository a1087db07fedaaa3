"""py_webauthn as a relying party: what is specific to the library of each ceremony."""

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

from relycheck import decode, encode, serve_library

TRANSPORTS = {transport.value for transport in AuthenticatorTransport}


class PyWebAuthn:
    """The record is the protocol's own `stored` object."""

    def registration_options(self, beginning):
        options = webauthn.generate_registration_options(
            rp_id=beginning.rp_id, rp_name=beginning.rp_id, challenge=beginning.challenge,
            user_id=beginning.user_id, user_name=beginning.user_name,
            attestation=AttestationConveyancePreference(beginning.conveyance),
            # Credentials for a login without a user name have to be discoverable.
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=user_verification(beginning)
            ),
            exclude_credentials=descriptors(beginning.exclude), supported_pub_key_algs=algorithms(beginning),
        )
        return options_to_json_dict(options)

    def verify_registration(self, ceremony):
        credential = ceremony.judged(parse_registration_credential_json, ceremony.response)
        verified = ceremony.judged(
            webauthn.verify_registration_response, credential=credential, **expected(ceremony),
            require_user_presence=not ceremony.conditional, supported_pub_key_algs=algorithms(ceremony),
            pem_root_certs_bytes_by_fmt=dict.fromkeys(AttestationFormat, ceremony.anchors),
        )
        ceremony.judge_attestation(verified.fmt, parse_attestation_object(verified.attestation_object).att_stmt.x5c)
        transports = credential.response.transports
        return {
            "credential_id": encode(verified.credential_id),
            "public_key": encode(verified.credential_public_key),
            "sign_count": verified.sign_count,
            "uv_initialized": verified.user_verified,
            "backup_eligible": verified.credential_device_type == CredentialDeviceType.MULTI_DEVICE,
            "backup_state": verified.credential_backed_up,
            "transports": None if transports is None else [transport.value for transport in transports],
        }

    def authentication_options(self, beginning):
        options = webauthn.generate_authentication_options(
            rp_id=beginning.rp_id, challenge=beginning.challenge,
            allow_credentials=descriptors(beginning.allow), user_verification=user_verification(beginning),
        )
        return options_to_json_dict(options)

    def verify_authentication(self, ceremony):
        credential = ceremony.judged(parse_authentication_credential_json, ceremony.response)
        record = ceremony.record(encode(credential.raw_id))
        verified = ceremony.judged(
            webauthn.verify_authentication_response, credential=credential, **expected(ceremony),
            credential_public_key=decode(record["public_key"]), credential_current_sign_count=record["sign_count"],
        )
        return {**record, "sign_count": verified.new_sign_count, "backup_state": verified.credential_backed_up}


def expected(ceremony):
    """What both verifications take of the beginning."""
    return {
        "expected_challenge": ceremony.challenge, "expected_rp_id": ceremony.rp_id, "expected_origin": ceremony.origins,
        "require_user_verification": ceremony.user_verification_required,
    }


def algorithms(ceremony):
    return [COSEAlgorithmIdentifier(algorithm) for algorithm in ceremony.algorithms]


def user_verification(beginning):
    return beginning.user_verification and UserVerificationRequirement(beginning.user_verification)


def descriptors(credentials):
    known = [(id, [AuthenticatorTransport(name) for name in names if name in TRANSPORTS]) for id, names in credentials]
    return [PublicKeyCredentialDescriptor(id=id, transports=transports or None) for id, transports in known]


if __name__ == "__main__":
    serve_library(PyWebAuthn())
