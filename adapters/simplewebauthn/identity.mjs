// What the adapter says in answer to `hello`: what the library takes, and what its documentation says it does not.
import { readFileSync } from 'node:fs';

import { SettingsService } from '@simplewebauthn/server';
import { COSEALG } from '@simplewebauthn/server/helpers';

const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

/** The attestation statement formats that take root certificates, as the documentation lists them. */
export const FORMATS = ['android-key', 'android-safetynet', 'apple', 'fido-u2f', 'packed', 'tpm'];

/** ML-DSA is documented to depend on the runtime. */
const POST_QUANTUM = [COSEALG.ML_DSA_44, COSEALG.ML_DSA_65, COSEALG.ML_DSA_87];

const FRAMING =
  'The page "Cross-Origin Support" describes `expectedTopOrigin` of `verifyAuthenticationResponse()` only; '
  + '`verifyRegistrationResponse()` has no parameter for it, so no credential can be registered under such a policy.';

/** The identity. Its algorithms are those of the documented `COSEALG` but for ES256K, whose curve WebCrypto does not have. */
export const IDENTITY = {
  name: '@simplewebauthn/server',
  version: dependencies['@simplewebauthn/server'],
  language: 'JavaScript',
  homepage: 'https://simplewebauthn.dev',
  issues: 'https://github.com/MasterKale/SimpleWebAuthn/issues',
  depth: 'library',
  settable: [
    'rp_id',
    'origins',
    'algorithms',
    'user_verification',
    'attestation',
    'conditional_create',
    'discoverable',
    'challenge',
  ],
  algorithms: [
    ...(SettingsService.runtimeSupportsPQC() ? POST_QUANTUM : []),
    COSEALG.EdDSA,
    COSEALG.ES256,
    COSEALG.ES384,
    COSEALG.ES512,
    COSEALG.PS256,
    COSEALG.PS384,
    COSEALG.PS512,
    COSEALG.RS256,
    COSEALG.RS384,
    COSEALG.RS512,
    COSEALG.RS1,
  ],
  formats: [...FORMATS, 'none'],
  // `credProps` is always asked for, and its result is not looked at.
  extensions: [],
  lacks: [
    { capability: 'cross_origin', documentation: FRAMING },
    { capability: 'top_origins', documentation: FRAMING },
    {
      capability: 'backup_state',
      documentation:
        '`credentialDeviceType` "Should be kept in a DB for later reference!", but `WebAuthnCredential`, which '
        + '`verifyAuthenticationResponse()` compares with, has no member for it, and nothing tells applications to compare it.',
    },
    {
      capability: 'client_data',
      documentation: 'No parameter: client data is handed over whole, and `decodeClientDataJSON()` is the only documented reading.',
    },
    {
      capability: 'user_handle',
      documentation:
        'No parameter for the account\'s handle. A passkey is stored with its `webauthnUserID`, and nothing tells applications to '
        + 'compare it with the response\'s `userHandle`: the passkey is found by "the `id` in the returned credential".',
    },
    {
      capability: 'unique_credential_id',
      documentation:
        '`excludeCredentials` is there "so the user can\'t register the same credential multiple times"; nothing tells '
        + 'applications to look for the id before `saveNewPasskeyInDB()`.',
    },
    { capability: 'clock', documentation: 'No parameter for the time in either verification.' },
  ],
};
