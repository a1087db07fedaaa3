// What every application does, whatever its library: it begins a ceremony, remembers it, and keeps the accounts.
import { fileURLToPath } from 'node:url';

import { beyond } from './capabilities.mjs';
import { beginning, Ceremony } from './ceremony.mjs';
import { readIdentity } from './data.mjs';
import { Refusal, accepted, begun, rejected, serve, unsupported } from './protocol.mjs';
import { Stages } from './stages.mjs';

/**
 * Serves a library until `bye` or the end of input.
 *
 * @param {string} here `import.meta.url` of the adapter: `identity.json` and `stages.json` lie beside it, see `../README.md`
 * @param {object} library four methods, which may be asynchronous:
 *   `registrationOptions(beginning)` and `authenticationOptions(beginning)` return what the browser gets, the object inside
 *   `publicKey`; `verifyRegistration(ceremony)` and `verifyAuthentication(ceremony)` return the record to keep, with members of
 *   `stored`, or what `accepted` made. `beginning` is what `beginning()` in ceremony.mjs makes, `ceremony` a `Ceremony`.
 *   `algorithms(list)`, if there is one, takes out of the list of `identity.json` what this runtime does not have.
 * @throws {Error} with file and place, where a data file is not as it should be
 */
export async function serveLibrary(here, library) {
  const file = (name) => fileURLToPath(new URL(name, here));
  await serve(application(library, readIdentity(file('identity.json')), Stages.read(file('stages.json'))));
}

/**
 * An adapter for `serve`, made of a library and its data.
 * @param {object} library as for `serveLibrary`
 * @param {object} read what `readIdentity` returned
 * @param {Stages} stages
 */
export function application(library, read, stages) {
  const algorithms = library.algorithms?.(read.algorithms) ?? read.algorithms;
  const data = { ...read, algorithms, identity: { ...read.identity, algorithms } };

  async function begin(request, makeOptions) {
    const capability = beyond(data, request);
    if (capability) throw new Refusal(unsupported(capability));
    const options = await makeOptions(beginning(request));
    return begun(options, {
      ceremony: request.op.replace('begin_', ''),
      policy: request.policy,
      challenge: options.challenge,
      conditional: request.mediation === 'conditional',
      user: request.user?.id,
      listed: (request.records ?? []).map((known) => known.credential_id),
    });
  }

  async function finish(request, ceremony, verify) {
    if (request.session?.ceremony !== ceremony) {
      throw new Error(`session: of another ceremony than ${ceremony}; hand back what begin_${ceremony} returned`);
    }
    const kept = await verify(new Ceremony(request, data, stages));
    return kept.outcome === 'accepted' ? kept : accepted(kept, kept);
  }

  return {
    identity: data.identity,
    beginRegistration: (request) => begin(request, (asked) => library.registrationOptions(asked)),
    beginAuthentication: (request) => begin(request, (asked) => library.authenticationOptions(asked)),
    finishRegistration: async (request) => {
      const answer = await finish(request, 'registration', (ceremony) => library.verifyRegistration(ceremony));
      const id = answer.stored.credential_id;
      if ('unique_credential_id' in data.application && request.records.some((known) => known.credential_id === id)) {
        throw new Refusal(rejected('state', `application: credential ${id} is registered already`));
      }
      return answer;
    },
    finishAuthentication: (request) => finish(request, 'authentication', (ceremony) => library.verifyAuthentication(ceremony)),
  };
}
