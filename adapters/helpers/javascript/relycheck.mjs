// The helper for adapters in JavaScript: the protocol, and what every application does, whatever its library.

// `serveLibrary` is the whole main program of an adapter of a library: see application.mjs. An adapter of a service answers the
// messages itself: see `serve` in protocol.mjs. A program that only decodes calls `serveDecoder`: see decoder.mjs. Only Node.js is
// needed, from version 20 on.
export { application, serveLibrary } from './application.mjs';
export { readIdentity } from './data.mjs';
export { TARGETS, serveDecoder } from './decoder.mjs';
export {
  PROTOCOL, Refusal, accepted, begun, fromBase64url, rejected, serve, toBase64url, unsupported,
} from './protocol.mjs';
export { Stages } from './stages.mjs';
