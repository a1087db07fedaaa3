// The data files: what is read from them, and what is said of one that is not as it should be.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { readIdentity } from './data.mjs';
import { file, folder, identityFile, stagesFile } from './files.mjs';
import { Stages, facts } from './stages.mjs';

const row = (stage, ...errors) => ({ stage, errors });
const of = (error, rows, ceremony = 'registration') => Stages.read(stagesFile(rows)).of(error, ceremony);

test('a fault of the identity names file, place and remedy', () => {
  for (const [members, place] of [
    [{ lacks: undefined }, 'lacks: missing'],
    [{ setable: [] }, 'setable: not known'],
    [{ settable: 'rp_id' }, 'settable: not a list'],
    [{ algorithms: ['-7'] }, 'algorithms: not a list of number'],
    [{ lacks: ['clock'] }, 'lacks: not an object'],
    [{ application: { uniqueness: 'words' } }, 'application.uniqueness: not known'],
    [{ attestation: { verify: true } }, 'attestation.verify: not known'],
    [{ settable: ['clock'], lacks: { clock: 'words' } }, 'clock: both settable and lacking'],
    [{ version: undefined }, 'version: say either'],
    [{ package: 'relycheck' }, 'version: say either'],
  ]) {
    assert.throws(() => readIdentity(identityFile(members)), new RegExp(`identity.json: ${place}.*[;,] `), place);
  }
  assert.throws(() => readIdentity(file('identity.json', '{')), /identity.json: /);
  assert.throws(() => readIdentity(file('identity.json', '[]')), /identity.json: not an object/);
});

test('the version is that of the installed package', () => {
  mkdirSync(join(folder, 'node_modules', '@scope', 'library'), { recursive: true });
  file(join('node_modules', '@scope', 'library', 'package.json'), '{"version":"1.2.3"}');
  const { identity } = readIdentity(identityFile({ version: undefined, package: '@scope/library' }));
  assert.equal(identity.version, '1.2.3');
  assert.throws(() => readIdentity(identityFile({ version: undefined, package: 'no-such-package' })), /no-such-package/);
});

test('the first row that fits decides', () => {
  const rows = [row('key', 'TypeError: alg*'), row('parse', 'TypeError: *')];
  assert.equal(of(new TypeError('alg of the key'), rows), 'key');
  assert.equal(of(new TypeError('the alg'), rows), 'parse');
  assert.equal(of(new RangeError('alg'), rows), null);
});

test('a pattern fits from end to end', () => {
  for (const [pattern, words, fits] of [
    ['Error: a', 'a', true], ['Error: a', 'ab', false], ['Error: a*', 'ab\nc', true], ['Error: *c', 'abc', true],
    ['Error: a*c', 'abcd', false], ['rror: a', 'a', false], ['Error: a.c', 'abc', false], ['Error: (a|b)', 'a', false],
    ['Error: (a|b)', '(a|b)', true],
  ]) {
    assert.equal(of(new Error(words), [row('key', pattern)]), fits ? 'key' : null, pattern);
  }
});

test('words that are quoted do not decide', () => {
  assert.equal(of(new Error('unexpected origin "Error: wrong key"'), [row('key', 'Error: wrong key*')]), null);
});

test('a row may be of one ceremony', () => {
  const rows = [{ ...row('attestation', 'Error: *'), ceremony: 'registration' }];
  assert.equal(of(new Error(), rows), 'attestation');
  assert.equal(of(new Error(), rows, 'authentication'), null);
});

test('classes, codes and causes are known', () => {
  const inner = Object.assign(new RangeError('inner'), { code: 'DEEP' });
  const outer = Object.assign(new TypeError('outer', { cause: inner }), { code: 7 });
  inner.cause = outer;
  assert.deepEqual(facts(outer), ['TypeError: outer', 'Error: outer', 'code 7', 'RangeError: inner', 'Error: inner', 'code DEEP']);
  assert.deepEqual(facts('a text'), []);
});

test('a fault of the stages names file, row and remedy', () => {
  const good = row('key', 'Error: *');
  for (const [wrong, place] of [
    [{ ...good, stage: 'keys' }, 'stage: keys is none; write one of parse'],
    [{ ...good, ceremony: 'login' }, 'ceremony: login is none; write one of'],
    [{ ...good, errors: [] }, 'errors: not a list of patterns; '],
    [{ ...good, errors: 'Error' }, 'errors: not a list of patterns; '],
    [{ ...good, errors: [''] }, 'errors: not a list of patterns; '],
    [{ ...good, why: 'words' }, 'why: not known; write one of'],
  ]) {
    assert.throws(() => Stages.read(stagesFile([good, wrong])), new RegExp(`stages.json: rows\\[1\\]\\.${place}`));
  }
  assert.throws(() => Stages.read(stagesFile({})), /stages.json: rows: not a list/);
  assert.throws(() => Stages.read(stagesFile([], { row: [] })), /stages.json: row: not known/);
});

test('the stages of every adapter can be read', () => {
  const adapters = fileURLToPath(new URL('../../', import.meta.url));
  const found = readdirSync(adapters).filter((name) => existsSync(join(adapters, name, 'stages.json')));
  assert.ok(found.includes('simplewebauthn'));
  for (const name of found) Stages.read(join(adapters, name, 'stages.json'));
});
