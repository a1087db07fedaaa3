// The protocol: JSON lines on a pair of streams, one answer to each request.

/** The version of the protocol that this file speaks. */
export const PROTOCOL = 1;

/** What a record is in the standard's terms. */
const STORED = [
  'credential_id', 'public_key', 'sign_count', 'uv_initialized', 'backup_eligible', 'backup_state', 'transports',
];

/**
 * The ceremony has begun.
 * @param {object} options what the browser gets: the object inside `publicKey`
 * @param {*} session what the adapter wants back at the end, any JSON
 */
export function begun(options, session) {
  return { outcome: 'begun', options, session: session ?? null };
}

/**
 * The ceremony succeeded.
 * @param {*} record the credential record to keep, any JSON; the updated one after an authentication
 * @param {object} stored what of it the suite compares: `credential_id` and `public_key` (COSE) in base64url without padding,
 *   `sign_count`, `uv_initialized`, `backup_eligible`, `backup_state`, `transports`; what is left out is not kept by the library
 * @throws {TypeError} for a member that the protocol does not know
 */
export function accepted(record, stored) {
  const unknown = Object.keys(stored).filter((member) => !STORED.includes(member));
  if (unknown.length) throw new TypeError(`stored: no member ${unknown.join(', ')}; the members are ${STORED.join(', ')}`);
  const members = Object.fromEntries(STORED.map((member) => [member, stored[member] ?? null]));
  return { outcome: 'accepted', record: record ?? null, stored: { ...members, transports: strings(stored.transports) } };
}

/** Some libraries hand on whatever the response had for transports; the protocol has a form for a list of strings only. */
function strings(transports) {
  return Array.isArray(transports) && transports.every((transport) => typeof transport === 'string') ? transports : null;
}

/**
 * The ceremony failed.
 * @param {string|null} stage `parse`, `client-data`, `auth-data`, `key`, `attestation`, `trust`, `signature` or `state`; null where
 *   the adapter cannot tell
 * @param {string} detail the library's own words
 */
export function rejected(stage, detail) {
  return { outcome: 'rejected', stage: stage ?? null, detail: String(detail) };
}

/**
 * The library has no such capability.
 * @param {string} capability its name in the protocol, such as `cross_origin`
 */
export function unsupported(capability) {
  return { outcome: 'unsupported', capability };
}

/** Thrown by a method: what ends it. `answer` is what `rejected` or `unsupported` made. */
export class Refusal extends Error {
  constructor(answer) {
    super(answer.detail ?? answer.capability);
    this.answer = answer;
  }
}

/**
 * Decodes base64url, padded or not. The bytes are in an ArrayBuffer of their own, as WebCrypto and many libraries want them.
 * @param {string} text
 * @returns {Uint8Array}
 */
export function fromBase64url(text) {
  return new Uint8Array(Buffer.from(text, 'base64url'));
}

/**
 * Encodes to base64url without padding.
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function toBase64url(bytes) {
  return Buffer.from(bytes).toString('base64url');
}

/**
 * Answers requests until `bye` or the end of input.
 *
 * @param {object} rp the adapter: `identity` (the object that `hello` is answered with), the methods `beginRegistration`,
 *   `finishRegistration`, `beginAuthentication`, `finishAuthentication`, and, where something is kept between ceremonies, `reset`;
 *   `decode` is for a decoder, see decoder.mjs.
 *   Each method gets the request, may be asynchronous, and returns what `begun`, `accepted`, `rejected` or `unsupported` made, or
 *   throws it as a `Refusal`. What else it throws is answered by `failed`: a fault of the adapter. So catch what the library throws
 *   and answer `rejected`. Of a library, `application.mjs` makes such an object.
 * @param {object} [streams] `input` and `output`, standard input and output unless given
 */
export async function serve(rp, { input = process.stdin, output = process.stdout } = {}) {
  // One stray word of a library on standard output would break the conversation.
  console.log = console.info = console.debug = console.error;
  for await (const line of lines(input)) {
    const { request, fault } = parse(line);
    const answer = fault ? failed(fault) : await dispatch(rp, request);
    await write(output, encode(request?.seq, answer));
    if (request?.op === 'bye') {
      break;
    }
  }
}

/** What each request with a method of its own is answered with. */
const METHODS = {
  begin_registration: ['beginRegistration', ['begun', 'unsupported']],
  finish_registration: ['finishRegistration', ['accepted', 'rejected', 'unsupported']],
  begin_authentication: ['beginAuthentication', ['begun', 'unsupported']],
  finish_authentication: ['finishAuthentication', ['accepted', 'rejected', 'unsupported']],
};

async function dispatch(rp, request) {
  try {
    switch (request.op) {
      case 'hello':
        if (request.protocol !== PROTOCOL) {
          return failed(`protocol ${request.protocol} is not known here; use protocol ${PROTOCOL}, or a newer relycheck.mjs`);
        }
        return { outcome: 'identity', ...rp.identity };
      case 'reset':
        await rp.reset?.();
        return { outcome: 'done' };
      case 'decode':
        return { outcome: 'decoded', ...(await (rp.decode?.(request) ?? { result: 'unsupported' })) };
      case 'bye':
        return { outcome: 'done' };
      default:
    }
    if (!Object.hasOwn(METHODS, request.op)) {
      return failed(`not a request of protocol ${PROTOCOL}: op ${JSON.stringify(request.op)}`);
    }
    const [method, outcomes] = METHODS[request.op];
    const answer = await refusing(() => rp[method](request));
    if (!outcomes.includes(answer?.outcome)) {
      return failed(`${method} returned no answer to ${request.op}; return what ${outcomes.join('(), ')}() makes`);
    }
    return answer;
  } catch (error) {
    console.error(error);
    return failed(`${request.op}: ${error}`);
  }
}

async function refusing(method) {
  try {
    return await method();
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

function failed(detail) {
  return { outcome: 'failed', detail };
}

function parse(line) {
  try {
    const request = JSON.parse(line);
    if (typeof request?.seq === 'string') {
      return { request };
    }
    return { fault: `not a request of protocol ${PROTOCOL}: no seq` };
  } catch (error) {
    return { fault: `not a request of protocol ${PROTOCOL}: ${error.message}` };
  }
}

/** An answer as a line. What JSON cannot say (a BigInt, a circle) is a fault of the adapter. */
function encode(seq = '', answer) {
  try {
    return JSON.stringify({ seq, ...answer }, wellFormed);
  } catch (error) {
    return JSON.stringify({ seq, ...failed(`the answer is no JSON: ${error.message}`) }, wellFormed);
  }
}

/** Half a surrogate pair, as a hostile response can put it into an error message, has no UTF-8. */
function wellFormed(_key, value) {
  return typeof value === 'string' ? value.toWellFormed() : value;
}

/** Lines end in a line feed only. `node:readline` would also break them at U+2028, which JSON allows within strings. */
async function* lines(input) {
  let rest = [];
  for await (const chunk of input) {
    let bytes = Buffer.from(chunk);
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a)) {
      yield Buffer.concat([...rest, bytes.subarray(0, end)]).toString();
      rest = [];
      bytes = bytes.subarray(end + 1);
    }
    rest.push(bytes);
  }
  const last = Buffer.concat(rest).toString();
  if (last) {
    yield last;
  }
}

function write(output, line) {
  return new Promise((resolve, reject) => {
    output.write(`${line}\n`, (error) => (error ? reject(error) : resolve()));
  });
}
