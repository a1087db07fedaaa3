// @simplewebauthn/server as a relying party: what is specific to the library of each ceremony.
import * as library from '@simplewebauthn/server';
import { COSEALG, decodeAttestationObject } from '@simplewebauthn/server/helpers';

import { fromBase64url, serveLibrary, toBase64url } from '../helpers/javascript/relycheck.mjs';

/** The attestation statement formats that take root certificates, as the documentation lists them. */
const FORMATS = ['android-key', 'android-safetynet', 'apple', 'fido-u2f', 'packed', 'tpm'];

/** ML-DSA is documented to depend on the runtime. */
const POST_QUANTUM = [COSEALG.ML_DSA_44, COSEALG.ML_DSA_65, COSEALG.ML_DSA_87];

/** What both verifications take of the values that made the options. */
const expected = ({ challenge, origins, rpId, userVerificationRequired }) => ({
  expectedChallenge: challenge, expectedOrigin: origins, expectedRPID: rpId, requireUserVerification: userVerificationRequired,
});

/** The record: the documented `Passkey` in the protocol's terms. */
const keep = ({ id, publicKey, counter, transports }, { credentialDeviceType, credentialBackedUp }) => ({
  credential_id: id, public_key: toBase64url(publicKey), sign_count: counter, transports,
  backup_eligible: credentialDeviceType === 'multiDevice', backup_state: credentialBackedUp,
});

await serveLibrary(import.meta.url, {
  algorithms: (listed) =>
    listed.filter((algorithm) => library.SettingsService.runtimeSupportsPQC() || !POST_QUANTUM.includes(algorithm)),

  registrationOptions: ({ rpId, userName, userId, challenge, conveyance, exclude, algorithms, userVerification }) =>
    library.generateRegistrationOptions({
      rpName: rpId, rpID: rpId, userName, userID: userId, challenge, attestationType: conveyance,
      excludeCredentials: exclude, supportedAlgorithmIDs: algorithms,
      authenticatorSelection: { residentKey: 'required', userVerification },
    }),

  async verifyRegistration(ceremony) {
    const { anchors: certificates, algorithms: supportedAlgorithmIDs, conditional } = ceremony;
    for (const identifier of FORMATS) library.SettingsService.setRootCertificates({ identifier, certificates });
    const { verified, registrationInfo: info } = await ceremony.judged(() => library.verifyRegistrationResponse({
      response: JSON.parse(ceremony.response), ...expected(ceremony), requireUserPresence: !conditional, supportedAlgorithmIDs,
    }));
    if (!verified) ceremony.refuse('attestation', 'verified: false');
    // Under format none the library accepts statements that are no map.
    ceremony.judgeAttestation(info.fmt, decodeAttestationObject(info.attestationObject).get('attStmt')?.get?.('x5c'));
    return keep(info.credential, info);
  },

  authenticationOptions: ({ rpId, challenge, userVerification, allow }) =>
    library.generateAuthenticationOptions({ rpID: rpId, challenge, userVerification, allowCredentials: allow }),

  async verifyAuthentication(ceremony) {
    const response = await ceremony.judged(() => JSON.parse(ceremony.response));
    const id = await ceremony.judged(() => response.id);
    const { public_key: key, sign_count: counter, transports } = ceremony.record(id);
    const credential = { id, publicKey: fromBase64url(key), counter, transports };
    const { verified, authenticationInfo: info } = await ceremony.judged(() =>
      library.verifyAuthenticationResponse({ response, ...expected(ceremony), credential }));
    if (!verified) ceremony.refuse('signature', 'verified: false');
    return keep({ ...credential, counter: info.newCounter }, info);
  },
});
