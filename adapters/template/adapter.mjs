// An adapter in JavaScript, to be written: what is specific to a library of each ceremony.

// Outside the repository, put the helper's files beside this one and import './relycheck.mjs'.
import { serveLibrary } from '../helpers/javascript/relycheck.mjs';

// Who it is stands in identity.json, what its errors mean in stages.json. A service answers the messages itself: see `serve` of the
// helper.
await serveLibrary(import.meta.url, {
  /** Makes creation options: returns the object inside `publicKey`. */
  registrationOptions(_beginning) {
    throw new Error('registrationOptions is not written yet');
  },

  /** Judges ceremony.response by ceremony.judged(call): returns the record to keep. */
  verifyRegistration(_ceremony) {
    throw new Error('verifyRegistration is not written yet');
  },

  /** Makes request options: returns the object inside `publicKey`. */
  authenticationOptions(_beginning) {
    throw new Error('authenticationOptions is not written yet');
  },

  /** Judges ceremony.response with ceremony.record(id): returns the updated record. */
  verifyAuthentication(_ceremony) {
    throw new Error('verifyAuthentication is not written yet');
  },
});
