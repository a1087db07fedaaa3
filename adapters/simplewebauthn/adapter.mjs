// @simplewebauthn/server behind the relycheck protocol: the four documented calls, and what the documentation has applications add.
import * as library from '@simplewebauthn/server';
import { decodeAttestationObject } from '@simplewebauthn/server/helpers';

import { accepted, begun, fromBase64url, rejected, serve, toBase64url, unsupported } from '../helpers/javascript/relycheck.mjs';
import { FORMATS, IDENTITY } from './identity.mjs';
import { AUTHENTICATION, REGISTRATION, stageOf } from './stage.mjs';

/** What of the policy no parameter of the library can say; undefined where it can say all. */
function beyond({ cross_origin, backup_state, client_data, attestation }) {
  if (cross_origin) return 'cross_origin';
  if (backup_state === 'compare') return 'backup_state';
  if (client_data === 'limited') return 'client_data';
  return attestation.conveyance === 'indirect' ? 'attestation' : undefined;
}

const bytes = (text) => (text === undefined ? undefined : fromBase64url(text));

/** What both verifications take of the values that made the options. */
const expected = ({ challenge, policy }) => ({
  expectedChallenge: challenge,
  expectedOrigin: policy.origins,
  expectedRPID: policy.rp_id,
  requireUserVerification: policy.user_verification === 'required',
});

async function beginRegistration({ user, policy, exclude, mediation, challenge }) {
  if (beyond(policy)) return unsupported(beyond(policy));
  const options = await library.generateRegistrationOptions({
    rpName: policy.rp_id, rpID: policy.rp_id, userName: user.name, userID: bytes(user.id), challenge: bytes(challenge),
    attestationType: policy.attestation.conveyance, excludeCredentials: exclude, supportedAlgorithmIDs: policy.algorithms,
    authenticatorSelection: { residentKey: 'required', userVerification: policy.user_verification ?? undefined },
  });
  return begun(options, { challenge: options.challenge, policy, conditional: mediation === 'conditional' });
}

async function finishRegistration({ session, response }) {
  const { attestation, algorithms } = session.policy;
  const certificates = attestation.verify ? attestation.anchors.map(fromBase64url) : [];
  for (const identifier of FORMATS) library.SettingsService.setRootCertificates({ identifier, certificates });
  let info;
  try {
    const verification = await library.verifyRegistrationResponse({
      response: JSON.parse(response), ...expected(session),
      requireUserPresence: !session.conditional, supportedAlgorithmIDs: algorithms,
    });
    if (!verification.verified) return rejected('attestation', 'verified: false');
    info = verification.registrationInfo;
  } catch (error) {
    return rejected(stageOf(error, REGISTRATION), error.message);
  }
  // No parameter says which trust is acceptable, and where no root certificate is set, no path is validated.
  const trust = trustOf(info);
  const told = attestation.trust.includes(trust) && (trust !== 'anchored' || certificates.length > 0);
  if (attestation.verify && !told) return unsupported('attestation');
  return keep(info.credential, info);
}

/** The trust level of a statement that was verified. */
function trustOf({ fmt, attestationObject }) {
  if (fmt === 'none') return 'none';
  const statement = decodeAttestationObject(attestationObject).get('attStmt');
  return fmt === 'packed' && !statement.get('x5c') ? 'self' : 'anchored';
}

async function beginAuthentication({ user, records, policy, challenge }) {
  if (beyond(policy)) return unsupported(beyond(policy));
  const options = await library.generateAuthenticationOptions({
    rpID: policy.rp_id, challenge: bytes(challenge), userVerification: policy.user_verification ?? undefined,
    allowCredentials: records.length ? records.map(({ record: { id, transports } }) => ({ id, transports })) : undefined,
  });
  return begun(options, { challenge: options.challenge, policy, user: user?.id });
}

async function finishAuthentication({ session, response, records }) {
  try {
    const body = JSON.parse(response);
    const passkeys = records.filter(({ user_id }) => session.user === undefined || user_id === session.user);
    const passkey = passkeys.find(({ credential_id }) => credential_id === body.id)?.record;
    if (!passkey) return rejected('state', `application: could not find passkey ${body.id}`);
    const { id, counter, transports } = passkey;
    const credential = { id, publicKey: fromBase64url(passkey.publicKey), counter, transports };
    const { verified, authenticationInfo: info } = await library.verifyAuthenticationResponse({
      response: body, ...expected(session), credential,
    });
    return verified ? keep({ ...credential, counter: info.newCounter }, info) : rejected('signature', 'verified: false');
  } catch (error) {
    return rejected(stageOf(error, AUTHENTICATION), error.message);
  }
}

/** The passkey that the documentation has applications store, and the same in the standard's terms. */
function keep({ id, publicKey, counter, transports }, { credentialDeviceType: deviceType, credentialBackedUp: backedUp }) {
  const record = { id, publicKey: toBase64url(publicKey), counter, transports, deviceType, backedUp };
  // The library hands on whatever the response had.
  const strings = Array.isArray(transports) && transports.every((transport) => typeof transport === 'string');
  return accepted(record, {
    credential_id: id, public_key: record.publicKey, sign_count: counter, transports: strings ? transports : null,
    backup_eligible: deviceType === 'multiDevice', backup_state: backedUp,
  });
}

await serve({ identity: IDENTITY, beginRegistration, finishRegistration, beginAuthentication, finishAuthentication });
