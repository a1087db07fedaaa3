// Which stage the library's errors are mapped to.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Stages } from '../helpers/javascript/relycheck.mjs';

const [REGISTRATION, AUTHENTICATION] = ['registration', 'authentication'];
const stages = Stages.read(new URL('stages.json', import.meta.url));
const stageOf = (error, ceremony) => stages.of(error, ceremony);

test('an origin that quotes another message stays at client-data', () => {
  const message = 'Unexpected registration response origin "User verification was required (Packed)", expected "a"';
  assert.equal(stageOf(new Error(message), REGISTRATION), 'client-data');
});

test('the words of an error decide only where they begin it', () => {
  assert.equal(stageOf(new Error('quoted: User presence was required'), REGISTRATION), null);
});

test('a path that ends in no root is a matter of trust, whatever error wraps it', () => {
  const path = Object.assign(new Error('no path'), { code: 'CERTIFICATE_PATH_VERIFICATION_FAILED' });
  assert.equal(stageOf(path, REGISTRATION), 'trust');
  assert.equal(stageOf(new Error('no path (Packed|Full)', { cause: path }), REGISTRATION), 'trust');
  assert.equal(stageOf(new Error('other (Packed|Full)'), REGISTRATION), 'attestation');
});

test('a signature that cannot be read is the ceremony\'s own', () => {
  const error = new Error('Invalid signature component length 40, expected 32');
  assert.equal(stageOf(error, REGISTRATION), 'attestation');
  assert.equal(stageOf(error, AUTHENTICATION), 'signature');
});

test('a key that WebCrypto does not import is refused as key', () => {
  assert.equal(stageOf(new DOMException('Invalid keyData', 'DataError'), AUTHENTICATION), 'key');
});

test('what JavaScript throws on reading is refused as parse', () => {
  for (const read of [() => JSON.parse('{'), () => null.id, () => new DataView(new ArrayBuffer(1)).getUint16(0)]) {
    assert.throws(read, (error) => stageOf(error, AUTHENTICATION) === 'parse');
  }
});
