// Which capability a request needs that the library lacks.

/** By capability: whether a `begin_…` request asks for it. */
const NEEDS = {
  cross_origin: ({ policy }) => policy.cross_origin,
  // Without framing there is no topOrigin to expect.
  top_origins: ({ policy }) => policy.cross_origin,
  attestation: ({ policy }) => policy.attestation.verify,
  backup_state: ({ policy }) => policy.backup_state !== 'ignore',
  client_data: ({ policy }) => policy.client_data !== 'full',
  conditional_create: ({ op, mediation }) => op === 'begin_registration' && mediation === 'conditional',
  discoverable: ({ op, records }) => op === 'begin_authentication' && records.length === 0,
  challenge: ({ challenge }) => challenge !== undefined,
};

/**
 * The first capability that a `begin_…` request needs and the library lacks; undefined where there is none.
 * @param {object} data what `readIdentity` returned
 * @param {object} request
 */
export function beyond({ lacks, algorithms, attestation: limits }, request) {
  // What the library does about attestation, told or not, is said by the limits instead.
  const limited = Object.keys(limits).length > 0;
  const asks = (capability) => Object.hasOwn(NEEDS, capability) && NEEDS[capability](request);
  const lacking = Object.keys(lacks).find((capability) => !(capability === 'attestation' && limited) && asks(capability));
  if (lacking) return lacking;
  if (beyondLimits(limits, request.policy.attestation)) return 'attestation';
  const offered = request.policy.algorithms;
  const known = offered.length > 0 && offered.every((algorithm) => algorithms.includes(algorithm));
  return request.op === 'begin_registration' && !known ? 'algorithms' : undefined;
}

function beyondLimits({ conveyance, trust }, asked) {
  const same = () => trust.length === asked.trust.length && trust.every((level) => asked.trust.includes(level));
  return (conveyance && !conveyance.includes(asked.conveyance)) || (trust && asked.verify && !same());
}
