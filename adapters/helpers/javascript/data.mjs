// `identity.json`: what the library takes and lacks, and what its documentation has applications do. `../README.md` says how.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

// What the answer to `hello` needs, and what it may have. The version is either said or asked of the installed package.
const NEEDED = ['name', 'language', 'depth', 'settable', 'algorithms', 'formats', 'extensions', 'lacks'];
const OPTIONAL = ['version', 'package', 'homepage', 'issues', 'attestation', 'application'];
const LISTS = { settable: 'string', algorithms: 'number', formats: 'string', extensions: 'string' };
const TABLES = ['lacks', 'application', 'attestation'];

/** What an application may have to do, by name. */
const DUTIES = [
  'credential', 'listed_credentials', 'users_credentials', 'account', 'user_handle', 'unique_credential_id', 'attestation',
  'record',
];
const LIMITS = ['conveyance', 'trust'];

/**
 * The data of a file: `identity` as `hello` is answered, `lacks`, `algorithms`, `attestation` and `application`.
 * @param {string} path
 * @throws {Error} with file and member, for a file that is none
 */
export function readIdentity(path) {
  const table = { application: {}, attestation: {}, ...load(path) };
  const missing = NEEDED.find((name) => !(name in table));
  if (missing) throw new Error(`${path}: ${missing}: missing; add it`);
  refuseUnknown(path, '', table, [...NEEDED, ...OPTIONAL]);
  for (const [name, kind] of Object.entries(LISTS)) {
    if (!Array.isArray(table[name]) || !table[name].every((member) => typeof member === kind)) {
      throw new Error(`${path}: ${name}: not a list of ${kind}; write one`);
    }
  }
  for (const name of TABLES) {
    if (!isObject(table[name])) throw new Error(`${path}: ${name}: not an object; write one`);
  }
  refuseUnknown(path, 'application.', table.application, DUTIES);
  refuseUnknown(path, 'attestation.', table.attestation, LIMITS);
  const both = table.settable.find((capability) => Object.hasOwn(table.lacks, capability));
  if (both) throw new Error(`${path}: ${both}: both settable and lacking; leave it in one place`);
  const { name, language, homepage, issues, depth, settable, algorithms, formats, extensions } = table;
  const { lacks, attestation, application } = table;
  const listed = Object.entries(lacks).map(([capability, documentation]) => ({ capability, documentation }));
  const about = { name, version: version(path, table), language, homepage, issues, depth };
  const identity = { ...about, settable, algorithms, formats, extensions, lacks: listed };
  return { identity, lacks, algorithms, attestation, application };
}

/** The object of a JSON file. */
export function load(path) {
  let table;
  try {
    table = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path}: ${error.message}`, { cause: error });
  }
  if (!isObject(table)) throw new Error(`${path}: not an object; write one`);
  return table;
}

/** A member that nobody reads is a mistake in writing. */
export function refuseUnknown(path, place, table, known) {
  const unknown = Object.keys(table).find((name) => !known.includes(name));
  if (unknown) throw new Error(`${path}: ${place}${unknown}: not known; write one of ${known.join(', ')}`);
}

export function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function version(path, table) {
  if (('version' in table) === ('package' in table)) {
    throw new Error(`${path}: version: say either the version, or the package that is asked for it`);
  }
  return table.version ?? load(join(dirname(path), 'node_modules', table.package, 'package.json')).version;
}
