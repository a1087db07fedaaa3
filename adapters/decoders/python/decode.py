"""Decoders in Python: `decode.py NAME` serves one of them. Each has what the library documents for reading, and no more."""

import json
import sys
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "helpers" / "python"))
from relycheck import serve_decoder  # noqa: E402 - the helper lies beside the adapters


def cbor2_readers():
    import cbor2

    return {"cbor": cbor2.loads}


def fido2_readers():
    from fido2 import cbor, webauthn
    from fido2.cose import CoseKey

    return {
        "cbor": cbor.decode,
        "authenticator_data": webauthn.AuthenticatorData,
        "attestation_object": webauthn.AttestationObject,
        "cose_key": lambda data: CoseKey.parse(cbor.decode(data)),
        "client_data": webauthn.CollectedClientData,
        "registration_response": lambda data: webauthn.RegistrationResponse.from_dict(json.loads(data)),
        "authentication_response": lambda data: webauthn.AuthenticationResponse.from_dict(json.loads(data)),
    }


READERS = {"cbor2": cbor2_readers, "fido2": fido2_readers}

if __name__ == "__main__":
    name = sys.argv[1] if len(sys.argv) == 2 else ""
    if name not in READERS:
        print(f"there is no decoder {name!r}; name one of {', '.join(READERS)}", file=sys.stderr)
        sys.exit(2)
    serve_decoder(name, version(name), READERS[name]())
