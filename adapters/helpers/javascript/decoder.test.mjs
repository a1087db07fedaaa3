// What a reader does with its bytes becomes one of three results.
import assert from 'node:assert/strict';
import { PassThrough, Readable } from 'node:stream';
import { test } from 'node:test';

import { serveDecoder } from './decoder.mjs';
import { serve } from './protocol.mjs';

/** The one answer of what `serving` serves. */
async function answered(serving, message) {
  const output = new PassThrough();
  await serving({ input: Readable.from([Buffer.from(`${JSON.stringify({ seq: 's', ...message })}\n`)]), output });
  output.end();
  return JSON.parse(Buffer.concat(await output.toArray()).toString());
}

const decoder = (readers) => (streams) => serveDecoder({ name: 'test', version: '1' }, readers, streams);
const asked = { op: 'decode', target: 'cbor', bytes: 'oP8' };

test('the identity is whole', async () => {
  const answer = await answered(decoder({}), { op: 'hello', protocol: 1 });
  assert.deepEqual(answer, {
    seq: 's', outcome: 'identity', name: 'test', version: '1', language: 'JavaScript', depth: 'library', settable: [],
    algorithms: [], formats: [], extensions: [], lacks: [],
  });
});

test('what returns accepts and gets the bytes', async () => {
  const seen = [];
  const answer = await answered(decoder({ cbor: (bytes) => void seen.push(...bytes) }), asked);
  assert.deepEqual(answer, { seq: 's', outcome: 'decoded', result: 'accepted' });
  assert.deepEqual(seen, [0xa0, 0xff]);
});

test('what throws, now or later, refuses in its own words', async () => {
  const readers = [
    () => {
      throw new RangeError('too far');
    },
    async () => Promise.reject(new RangeError('too far')),
  ];
  for (const cbor of readers) {
    const answer = await answered(decoder({ cbor }), asked);
    assert.deepEqual(answer, { seq: 's', outcome: 'decoded', result: 'refused', detail: 'RangeError: too far' });
  }
});

test('what has no reader is unsupported, and so is everything for a relying party', async () => {
  const unsupported = { seq: 's', outcome: 'decoded', result: 'unsupported' };
  assert.deepEqual(await answered(decoder({ cbor: () => 1 }), { ...asked, target: 'cose_key' }), unsupported);
  assert.deepEqual(await answered(decoder({}), { ...asked, target: 'constructor' }), unsupported);
  assert.deepEqual(await answered((streams) => serve({}, streams), asked), unsupported);
});

test('a target that does not exist is named at once', async () => {
  await assert.rejects(decoder({ certificate: () => 1 })(), /no target certificate; the targets are cbor, /);
});
