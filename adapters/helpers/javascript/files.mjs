// Data files for the tests, in a folder of their own.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

/** Where they are, until the tests of the file are over. */
export const folder = mkdtempSync(join(tmpdir(), 'relycheck-'));
after(() => rmSync(folder, { recursive: true }));

/** Writes a file there. */
export function file(name, text) {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

/** An `identity.json` that differs from a plain one in these members; one that is undefined is left out. */
export function identityFile(members) {
  const about = { name: 'test', version: '1', language: 'JavaScript', depth: 'library' };
  const plain = { settable: [], algorithms: [-7], formats: ['none'], extensions: [], lacks: {} };
  return file('identity.json', JSON.stringify({ ...about, ...plain, ...members }));
}

/** A `stages.json` of these rows. */
export function stagesFile(rows, members) {
  return file('stages.json', JSON.stringify({ rows, ...members }));
}
