"""From py_webauthn's exceptions to the protocol's stages.

Both `verify_…` functions raise one documented exception for every reason, so the words of the message decide; where another
function of the library raised, its name does. The library also lets exceptions through that it does not document, such as the
KeyError of a COSE key without a member. They reach the caller like a refusal, and their class stands in the detail.
"""

import traceback
from pathlib import Path

import webauthn

# The first entry whose text occurs in the names of the library's functions on the way or in the words decides.
STAGES = (
    # The flags and the length of authenticator data disagree, at a place where everything before could be read.
    ("Leftover bytes detected while parsing authenticator data", "auth-data"),
    ("was malformed", "parse"),
    ("parse_registration_credential_json", "parse"),
    ("parse_authentication_credential_json", "parse"),
    ("id and raw_id were not equivalent", "parse"),
    ("Unexpected client data", "client-data"),
    ("Client data challenge", "client-data"),
    ("token_binding", "client-data"),
    ("Unexpected RP ID hash", "auth-data"),
    ("User presence was required", "auth-data"),
    ("User was not present", "auth-data"),
    ("User verification is required", "auth-data"),
    ("Authenticator did not provide", "auth-data"),
    ("parse_backup_flags", "auth-data"),
    ("Unsupported credential public key alg", "key"),
    ("decode_credential_public_key", "key"),
    ("decoded_public_key_to_cryptography", "key"),
    ("ertificate chain could not be validated", "trust"),
    ("ttestation", "attestation"),
    ("verify_packed", "attestation"),
    ("verify_tpm", "attestation"),
    ("verify_apple", "attestation"),
    ("verify_fido_u2f", "attestation"),
    ("verify_android", "attestation"),
    ("Response sign count", "state"),
    ("Could not verify authentication signature", "signature"),
    ("verify_signature", "signature"),
)

PACKAGE = Path(webauthn.__file__).parent


def of(error):
    """The stage of an exception of the library, None where nothing tells it, and its words with those of its causes."""
    frames = traceback.extract_tb(error.__traceback__)
    functions = [frame.name for frame in frames if PACKAGE in Path(frame.filename).parents]
    words, cause = [], error
    while cause is not None:
        words.append(f"{type(cause).__name__}: {cause}")
        cause = cause.__cause__
    words = ", because of ".join(words)
    # The two entry points are on the way of every refusal, and their names contain no text of the table.
    searched = " ".join([*functions, words])
    return next((stage for text, stage in STAGES if text in searched), None), words
