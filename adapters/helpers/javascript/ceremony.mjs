// A ceremony as an application sees it: what it asks the library for, and what it finds out beside it.
import { Refusal, fromBase64url, rejected, unsupported } from './protocol.mjs';

const bytes = (text) => (text === undefined ? undefined : fromBase64url(text));

/** What is read from a policy alike at both ends of a ceremony; the word of the options for user verification may be absent. */
const ofPolicy = (policy) => ({
  policy,
  rpId: policy.rp_id,
  origins: policy.origins,
  algorithms: policy.algorithms,
  userVerification: policy.user_verification ?? undefined,
});

/**
 * A `begin_…` request: `policy`, `rpId`, `origins`, `algorithms`, `userVerification`, `conveyance`, `userName`, `userId` and
 * `challenge` as bytes; `exclude` and `allow` as lists of `{ id, transports }` with the id in base64url. What the request leaves to
 * the relying party is undefined; so is `allow` where no credential is listed.
 * @param {object} request
 */
export function beginning(request) {
  const { user, policy, exclude = [], records = [], challenge } = request;
  return {
    ...ofPolicy(policy),
    conveyance: policy.attestation.conveyance,
    userId: bytes(user?.id),
    userName: user?.name,
    challenge: bytes(challenge),
    exclude,
    allow: records.length ? records.map(({ credential_id: id, record }) => ({ id, transports: record.transports })) : undefined,
  };
}

/**
 * A `finish_…` request with what was remembered of its beginning: beside the members of a policy `challenge` in base64url,
 * `conditional`, and `response`, the text that the browser posted.
 */
export class Ceremony {
  #data;
  #stages;
  #session;
  #records;

  constructor({ session, response, records }, data, stages) {
    Object.assign(this, ofPolicy(session.policy), { challenge: session.challenge, conditional: session.conditional, response });
    [this.#data, this.#stages, this.#session, this.#records] = [data, stages, session, records];
  }

  get userVerificationRequired() {
    return this.userVerification === 'required';
  }

  /** The policy's trust anchors as DER certificates; none where attestation is not verified. */
  get anchors() {
    const { verify, anchors } = this.policy.attestation;
    return verify ? anchors.map(fromBase64url) : [];
  }

  /**
   * Calls the library on a response. Whatever it throws is its refusal, as an application that catches it sees it. What is thrown
   * anywhere else is the adapter's own fault.
   * @param {Function} call may be asynchronous
   */
  async judged(call) {
    try {
      return await call();
    } catch (error) {
      throw new Refusal(rejected(this.#stages.of(error, this.#session.ceremony), error.message));
    }
  }

  /** A refusal that the library does not throw. */
  refuse(stage, words) {
    throw new Refusal(rejected(stage, words));
  }

  /**
   * Whether the policy accepts an attestation that the library has verified. Where the documentation leaves it to the application
   * (`attestation` under `application`), the refusal is of the stage `trust`; else the library could not be told: `unsupported`.
   * @param {string} fmt
   * @param {Array} [x5c] the statement's certificates
   */
  judgeAttestation(fmt, x5c) {
    const kind = fmt === 'none' ? 'none' : fmt === 'packed' && !x5c ? 'self' : 'anchored';
    const { verify, trust, anchors } = this.policy.attestation;
    // Without anchors no path was built.
    const acceptable = trust.includes(kind) && (kind !== 'anchored' || anchors.length > 0);
    if (!verify || acceptable) return;
    if ('attestation' in this.#data.application) {
      this.refuse('trust', `application: attestation of the kind \`${kind}\` is not acceptable`);
    }
    throw new Refusal(unsupported('attestation'));
  }

  /**
   * The record of a credential id, among those of all accounts, of the user (`users_credentials` under `application`) or of what
   * the options listed (`listed_credentials`). Where there is none, a refusal.
   * @param {string} id base64url
   */
  record(id) {
    const [{ application }, { user, listed }] = [this.#data, this.#session];
    const found = this.#records.find((known) => known.credential_id === id
      && (!('users_credentials' in application) || user === undefined || user === known.user_id)
      && (!('listed_credentials' in application) || listed.length === 0 || listed.includes(id)));
    return found ? found.record : this.refuse('state', `application: no credential ${id} for this login`);
  }
}
