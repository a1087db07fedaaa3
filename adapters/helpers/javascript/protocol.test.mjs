// What the protocol helper answers to good and bad requests and to good and bad adapters.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { PassThrough, Readable } from 'node:stream';
import { test } from 'node:test';

import { Refusal, accepted, begun, fromBase64url, rejected, serve, toBase64url, unsupported } from './protocol.mjs';

/** The answers of an adapter to chunks of input. */
async function converse(rp, ...chunks) {
  const output = new PassThrough();
  await serve(rp, { input: Readable.from(chunks.map((chunk) => Buffer.from(chunk))), output });
  output.end();
  const text = Buffer.concat(await output.toArray()).toString();
  return text.split('\n').filter(Boolean).map((line) => JSON.parse(line));
}

const request = (op, members = {}) => `${JSON.stringify({ seq: 's', op, ...members })}\n`;

/** The answer of an adapter with this `finishRegistration`. */
async function finish(finishRegistration, members) {
  const [answer] = await converse({ finishRegistration }, request('finish_registration', members));
  return answer;
}

test('each request reaches its method and each answer repeats its seq', async () => {
  const seen = [];
  const rp = {
    identity: { name: 'rp' },
    beginRegistration: (asked) => (seen.push(asked.op), begun({ challenge: 'AA' })),
    finishRegistration: async (asked) => (seen.push(asked.op), accepted({ key: 1 }, { sign_count: 7 })),
    beginAuthentication: (asked) => (seen.push(asked.op), unsupported('discoverable')),
    finishAuthentication: (asked) => (seen.push(asked.op), rejected(undefined, new Error('no'))),
    reset: () => seen.push('reset'),
  };
  const ops = ['begin_registration', 'finish_registration', 'begin_authentication', 'finish_authentication', 'reset', 'bye'];
  const lines = ops.map((op, index) => `${JSON.stringify({ seq: `${index}`, op })}\n`);
  const answers = await converse(rp, request('hello', { protocol: 1 }), ...lines);
  const unknown = { credential_id: null, public_key: null, uv_initialized: null, backup_eligible: null, backup_state: null };
  assert.deepEqual(answers, [
    { seq: 's', outcome: 'identity', name: 'rp' },
    { seq: '0', outcome: 'begun', options: { challenge: 'AA' }, session: null },
    { seq: '1', outcome: 'accepted', record: { key: 1 }, stored: { ...unknown, sign_count: 7, transports: null } },
    { seq: '2', outcome: 'unsupported', capability: 'discoverable' },
    { seq: '3', outcome: 'rejected', stage: null, detail: 'Error: no' },
    { seq: '4', outcome: 'done' },
    { seq: '5', outcome: 'done' },
  ]);
  assert.deepEqual(seen, ops.slice(0, 5));
});

test('the conversation ends with bye', async () => {
  assert.equal((await converse({}, request('bye'), request('reset'))).length, 1);
});

test('lines may come in pieces, many at once, and without a last line feed', async () => {
  const [start, end] = [request('reset').slice(0, 9), request('reset').slice(9)];
  assert.equal((await converse({}, start, end + request('reset') + request('bye').trimEnd())).length, 3);
});

test('a character may be cut in two by the stream', async () => {
  const bytes = Buffer.from(request('finish_registration', { response: 'é' }));
  const cut = bytes.indexOf(0xc3) + 1;
  const rp = { finishRegistration: (asked) => rejected('parse', asked.response) };
  const [answer] = await converse(rp, bytes.subarray(0, cut), bytes.subarray(cut));
  assert.equal(answer.detail, 'é');
});

test('a line separator within a string ends no line', async () => {
  assert.equal((await finish((asked) => rejected('parse', asked.response), { response: 'a\u2028b' })).detail, 'a\u2028b');
});

test('what an adapter throws is failed, not rejected', async () => {
  const answer = await finish(async () => {
    throw new TypeError('broken');
  });
  assert.deepEqual(answer, { seq: 's', outcome: 'failed', detail: 'finish_registration: TypeError: broken' });
});

test('a refusal may be thrown from anywhere', async () => {
  const answer = await finish(async () => {
    throw new Refusal(rejected('state', 'words'));
  });
  assert.deepEqual(answer, { seq: 's', outcome: 'rejected', stage: 'state', detail: 'words' });
});

test('a method that returns no answer, or one to another request, is failed', async () => {
  for (const wrong of [undefined, null, true, {}, begun({})]) {
    const answer = await finish(() => wrong);
    assert.equal(answer.outcome, 'failed');
    assert.match(answer.detail, /finishRegistration returned no answer/);
  }
});

test('an answer that is no JSON is failed', async () => {
  const answer = await finish(() => accepted({ count: 1n }, {}));
  assert.equal(answer.outcome, 'failed');
  assert.match(answer.detail, /no JSON/);
});

test('half a surrogate pair is replaced', async () => {
  assert.equal((await finish(() => rejected('parse', 'a\ud800b'))).detail, 'a\ufffdb');
});

test('lines that are no request are failed and the conversation goes on', async () => {
  const answers = await converse({}, '{\n', 'null\n', '{"op":"reset"}\n', request('constructor'), request('reset'));
  assert.deepEqual(answers.map((answer) => answer.outcome), ['failed', 'failed', 'failed', 'failed', 'done']);
  assert.deepEqual(answers.map((answer) => answer.seq), ['', '', '', 's', 's']);
  for (const answer of answers.slice(0, 4)) assert.match(answer.detail, /^not a request of protocol 1: /);
});

test('another protocol is failed', async () => {
  const [answer] = await converse({ identity: {} }, request('hello', { protocol: 2 }));
  assert.equal(answer.outcome, 'failed');
});

test('what a library prints is kept out of the conversation', () => {
  const helper = new URL('protocol.mjs', import.meta.url);
  const program = `import { serve } from ${JSON.stringify(helper)}; await serve({ reset: () => console.log('stray') });`;
  const options = { input: request('reset') + request('bye'), encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] };
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], options);
  assert.equal(output, '{"seq":"s","outcome":"done"}\n'.repeat(2));
});

test('base64url goes both ways, without padding', () => {
  assert.equal(toBase64url(Uint8Array.of(251, 255)), '-_8');
  for (const text of ['-_8', '-_8=']) {
    const bytes = fromBase64url(text);
    assert.deepEqual([...bytes], [251, 255]);
    assert.equal(bytes.buffer.byteLength, 2);
  }
});
