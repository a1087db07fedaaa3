// `stages.json`: from the library's errors to the protocol's stages. `../README.md` says how it is written.
import { isObject, load, refuseUnknown } from './data.mjs';

const STAGES = ['parse', 'client-data', 'auth-data', 'key', 'attestation', 'trust', 'signature', 'state'];
const CEREMONIES = ['registration', 'authentication'];

/** The rows of a file, in its order. */
export class Stages {
  #rows;

  constructor(rows) {
    this.#rows = rows;
  }

  /**
   * @param {string} path
   * @throws {Error} with file and row, for a file that is none
   */
  static read(path) {
    const table = load(path);
    refuseUnknown(path, '', table, ['about', 'rows']);
    if (!Array.isArray(table.rows)) throw new Error(`${path}: rows: not a list; write one`);
    return new Stages(table.rows.map((row, index) => readRow(path, `rows[${index}]`, row)));
  }

  /**
   * The stage of the first row of which a pattern fits a fact about the error; null where none does.
   * @param {Error} error
   * @param {string} ceremony
   */
  of(error, ceremony) {
    const found = facts(error);
    const fits = ({ only, patterns }) => (only === undefined || only === ceremony)
      && patterns.some((pattern) => found.some((fact) => pattern.test(fact)));
    return this.#rows.find(fits)?.stage ?? null;
  }
}

/**
 * What is known of an error, each as a text: `Class: words`, for its class and all that this is derived from, `code CODE` where it
 * has one, and the same for its causes.
 * @param {Error} error
 */
export function facts(error) {
  const found = [];
  const seen = new Set();
  for (let link = error; link instanceof Error && !seen.has(link); link = link.cause) {
    seen.add(link);
    for (let kind = Object.getPrototypeOf(link); kind !== Object.prototype && kind; kind = Object.getPrototypeOf(kind)) {
      found.push(`${kind.constructor.name}: ${link.message}`);
    }
    if (link.code !== undefined) found.push(`code ${link.code}`);
  }
  return found;
}

function readRow(path, place, row) {
  if (!isObject(row)) throw new Error(`${path}: ${place}: not an object; write one`);
  refuseUnknown(path, `${place}.`, row, ['stage', 'ceremony', 'errors', 'because']);
  const { stage, ceremony: only, errors } = row;
  if (!STAGES.includes(stage)) throw new Error(`${path}: ${place}.stage: ${stage} is none; write one of ${STAGES.join(', ')}`);
  if (only !== undefined && !CEREMONIES.includes(only)) {
    throw new Error(`${path}: ${place}.ceremony: ${only} is none; write one of ${CEREMONIES.join(', ')}`);
  }
  if (!Array.isArray(errors) || !errors.length || !errors.every((error) => typeof error === 'string' && error)) {
    throw new Error(`${path}: ${place}.errors: not a list of patterns; write at least one`);
  }
  return { stage, only, patterns: errors.map(pattern) };
}

/** `*` stands for any characters; all else for itself. */
function pattern(text) {
  const parts = text.split('*').map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}
