// A program that only decodes: it answers `decode` for `relycheck corpus replay`, and takes part in no ceremony.
import { fromBase64url, serve } from './protocol.mjs';

/** What bytes may be asked to be read as. */
export const TARGETS = [
  'cbor', 'authenticator_data', 'attestation_object', 'cose_key', 'client_data', 'registration_response',
  'authentication_response',
];

/**
 * Serves a decoder until `bye` or the end of input.
 *
 * @param {{name: string, version: string}} about the library
 * @param {object} readers by target, a function that takes the bytes of one artefact as a Uint8Array, and may be asynchronous.
 *   Whatever it returns, it accepted them; if it throws, it refused them. A target that is left out is `unsupported`
 * @param {object} [streams] as for `serve`
 * @throws {TypeError} for a target that the protocol does not know
 */
export async function serveDecoder({ name, version }, readers, streams) {
  const unknown = Object.keys(readers).filter((target) => !TARGETS.includes(target));
  if (unknown.length) throw new TypeError(`readers: no target ${unknown.join(', ')}; the targets are ${TARGETS.join(', ')}`);
  const identity = {
    name, version, language: 'JavaScript', depth: 'library', settable: [], algorithms: [], formats: [], extensions: [], lacks: [],
  };
  await serve({ identity, decode: (request) => decode(readers, request) }, streams);
}

async function decode(readers, { target, bytes }) {
  if (!Object.hasOwn(readers, target)) return { result: 'unsupported' };
  const data = fromBase64url(bytes);
  try {
    await readers[target](data);
  } catch (error) {
    return { result: 'refused', detail: String(error) };
  }
  return { result: 'accepted' };
}
