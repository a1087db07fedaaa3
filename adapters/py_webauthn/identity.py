"""What the adapter says in answer to `hello`: what py_webauthn takes, and what its documentation says it does not."""

from importlib.metadata import version

from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import AttestationFormat

SETTABLE = [
    "rp_id",
    "origins",
    "algorithms",
    "user_verification",
    "attestation",
    "conditional_create",
    "discoverable",
    "challenge",
    "record",
]

NO_PARAMETER = "`verify_registration_response()` and `verify_authentication_response()` have no parameter for it"

LACKS = {
    "cross_origin": f'{NO_PARAMETER}; `CollectedClientData` describes `cross_origin` as "Whether or not the registration or '
    'authentication ceremony took place on a different origin", and nothing says what is done with it.',
    "top_origins": f"{NO_PARAMETER}, and the documentation does not mention `topOrigin`.",
    "backup_state": f"{NO_PARAMETER}: of the record only `credential_public_key` and `credential_current_sign_count` are taken. "
    "`credential_device_type` and `credential_backed_up` are returned, and nothing says to compare them with earlier ones.",
    "client_data": f"{NO_PARAMETER}: client data is handed to the library whole.",
    "user_handle": f'{NO_PARAMETER}; `AuthenticatorAssertionResponse` describes `user_handle` as "The user ID specified for the '
    'user during attestation", and nothing tells the application to compare it.',
    "unique_credential_id": "`verify_registration_response()` takes no records, and nothing tells the application to look for the "
    'id; `exclude_credentials` is "A list of credentials the user has previously registered so that they cannot re-register them".',
    "clock": f"{NO_PARAMETER}.",
}


def identity():
    """The identity; the same on every call. The version is that of the installed package."""
    return {
        "name": "py_webauthn",
        "version": version("webauthn"),
        "language": "Python",
        "homepage": "https://github.com/duo-labs/py_webauthn",
        "issues": "https://github.com/duo-labs/py_webauthn/issues",
        "depth": "library",
        "settable": SETTABLE,
        "algorithms": [algorithm.value for algorithm in COSEAlgorithmIdentifier],
        "formats": [fmt.value for fmt in AttestationFormat],
        "extensions": [],
        "lacks": [{"capability": capability, "documentation": words} for capability, words in LACKS.items()],
    }
