// An adapter in JavaScript, to be written: it says who it is, and of all else that it is not there yet.

// Outside the repository, put relycheck.mjs beside this file and import './relycheck.mjs'.
import { serve } from '../helpers/javascript/relycheck.mjs';

const identity = {
  name: 'my-rp',
  version: '0',
  language: 'JavaScript',
  homepage: null,
  issues: null,
  // `service` where the relying party keeps sessions and accounts itself.
  depth: 'library',
  // What the code below hands over to the relying party, and nothing that it leaves out.
  settable: [],
  // COSE algorithms and attestation statement formats that it verifies.
  algorithms: [-7],
  formats: ['none'],
  extensions: [],
  // What the relying party cannot do: { capability: '…', documentation: 'its own words' }. A begin… that is asked for it answers
  // unsupported('…').
  lacks: [],
};

/** Makes creation options: returns begun(options, session). */
async function beginRegistration(_request) {
  throw new Error('beginRegistration is not written yet');
}

/** Judges request.response: returns accepted(record, stored) or rejected(stage, words). */
async function finishRegistration(_request) {
  throw new Error('finishRegistration is not written yet');
}

/** Makes request options: returns begun(options, session). */
async function beginAuthentication(_request) {
  throw new Error('beginAuthentication is not written yet');
}

/** Judges request.response: returns accepted(record, stored) or rejected(stage, words). */
async function finishAuthentication(_request) {
  throw new Error('finishAuthentication is not written yet');
}

/** Forgets every account. A library keeps none, so there is nothing to do; a service has to be written. */
async function reset() {}

await serve({ identity, beginRegistration, finishRegistration, beginAuthentication, finishAuthentication, reset });
