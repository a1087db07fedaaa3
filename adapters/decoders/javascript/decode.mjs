// Decoders in JavaScript: `node decode.mjs NAME` serves one of them. Each has what the library documents for reading, and no more.
import { decode } from 'cbor-x';
import {
  decodeAttestationObject, decodeClientDataJSON, decodeCredentialPublicKey, isoCBOR, parseAuthenticatorData,
} from '@simplewebauthn/server/helpers';

import { serveDecoder, toBase64url } from '../../helpers/javascript/relycheck.mjs';
import { load } from '../../helpers/javascript/data.mjs';

/** By package. */
const READERS = {
  'cbor-x': { cbor: decode },
  '@simplewebauthn/server': {
    cbor: isoCBOR.decodeFirst,
    authenticator_data: parseAuthenticatorData,
    attestation_object: decodeAttestationObject,
    cose_key: decodeCredentialPublicKey,
    client_data: (bytes) => decodeClientDataJSON(toBase64url(bytes)),
  },
};

const [name] = process.argv.slice(2);
if (!Object.hasOwn(READERS, name ?? '')) {
  console.error(`there is no decoder ${JSON.stringify(name ?? '')}; name one of ${Object.keys(READERS).join(', ')}`);
  process.exit(2);
}
const { version } = load(new URL(`node_modules/${name}/package.json`, import.meta.url));
await serveDecoder({ name, version }, READERS[name]);
