/**
 * What has changed between two results of a query, small enough to send: runs of rows that are kept, and rows that are new. Rows are
 * compared by what is in them, so one that only moved is kept.
 */

/** @typedef {{ columns: string[], rows: number, data: ArrayLike<any>[] }} Columns a result column by column: `data[column][row]` */

/**
 * @typedef {object} RowPatch
 * @property {number} rows how many rows are new
 * @property {ArrayLike<any>[]} data these, column by column
 * @property {number[]} parts in pairs, in the order of the new result: the first of a run of old rows and how many; or -1 and how many of the
 *   new ones follow
 */

const NEW = -1;

/**
 * @param {Columns} base
 * @param {Columns} next of the same columns
 * @returns {RowPatch | null} null where nothing differs
 */
export function rowPatch(base, next) {
  const shorter = Math.min(base.rows, next.rows);
  let start = 0;
  while (start < shorter && sameRow(base, start, next, start)) start++;
  if (start === base.rows && start === next.rows) return null;
  let end = 0;
  while (end < shorter - start && sameRow(base, base.rows - 1 - end, next, next.rows - 1 - end)) end++;
  const patch = new PatchBuilder(next);
  patch.keep(0, start);
  between(base, start, base.rows - end, next, start, next.rows - end, patch);
  patch.keep(base.rows - end, end);
  return patch.build();
}

/**
 * The rows of a result after a patch.
 *
 * @template T
 * @param {readonly T[]} rows before
 * @param {RowPatch} patch
 * @param {T[]} made the patch's new rows
 * @returns {T[]}
 */
export function patchedRows(rows, { parts }, made) {
  const all = [];
  let taken = 0;
  for (let p = 0; p < parts.length; p += 2) {
    const from = parts[p];
    const source = from === NEW ? made : rows;
    const first = from === NEW ? taken : from;
    for (let r = first; r < first + parts[p + 1]; r++) all.push(source[r]);
    if (from === NEW) taken += parts[p + 1];
  }
  return all;
}

/**
 * @param {string[]} a
 * @param {string[]} b
 */
export const sameColumns = (a, b) => a.length === b.length && a.every((name, c) => name === b[c]);

/**
 * A name that two columns have; null for none.
 *
 * @param {string[]} columns
 */
export const nameOfTwo = (columns) => columns.find((name, c) => columns.indexOf(name) < c) ?? null;

/**
 * Equal for queries that give equal results, and for no others.
 *
 * @param {string} sql
 * @param {unknown} params scalars, in an array or by name
 * @param {string} integers
 */
export function queryKey(sql, params, integers) {
  return JSON.stringify([sql, integers, params], (_, value) => {
    if (typeof value === "bigint") return { bigint: String(value) };
    return value instanceof Uint8Array ? { bytes: Array.from(value) } : value;
  });
}

/** Puts parts together. */
class PatchBuilder {
  #next;
  /** @type {number[]} */
  #parts = [];
  /** @type {number[]} */
  #made = [];

  /** @param {Columns} next */
  constructor(next) {
    this.#next = next;
  }

  /**
   * @param {number} from
   * @param {number} count
   */
  keep(from, count) {
    if (count === 0) return;
    const parts = this.#parts;
    const last = parts.length - 2;
    if (last >= 0 && parts[last] !== NEW && parts[last] + parts[last + 1] === from) parts[last + 1] += count;
    else parts.push(from, count);
  }

  /** @param {number} row of the next result */
  make(row) {
    const parts = this.#parts;
    if (parts.at(-2) === NEW) parts[parts.length - 1]++;
    else parts.push(NEW, 1);
    this.#made.push(row);
  }

  /** @returns {RowPatch} */
  build() {
    return {
      rows: this.#made.length,
      data: this.#next.data.map((column) => this.#made.map((row) => column[row])),
      parts: this.#parts,
    };
  }
}

/**
 * @param {Columns} base
 * @param {number} from
 * @param {number} to
 * @param {Columns} next
 * @param {number} start
 * @param {number} end
 * @param {PatchBuilder} patch
 */
function between(base, from, to, next, start, end, patch) {
  if (from === to) {
    for (let r = start; r < end; r++) patch.make(r);
    return;
  }
  // By the text of a row: the first old row that has it, and for each the next one.
  /** @type {Map<string, number>} */
  const first = new Map();
  const following = new Int32Array(to - from).fill(NEW);
  const used = new Uint8Array(to - from);
  for (let r = to - 1; r >= from; r--) {
    const text = textOf(base, r);
    following[r - from] = first.get(text) ?? NEW;
    first.set(text, r);
  }
  let expected = from;
  for (let r = start; r < end; r++) {
    let found = expected;
    if (expected >= to || used[expected - from] || !sameRow(base, expected, next, r)) {
      const text = textOf(next, r);
      found = first.get(text) ?? NEW;
      while (found !== NEW && used[found - from]) found = following[found - from];
      if (found !== NEW) first.set(text, found);
      while (found !== NEW && (used[found - from] || !sameRow(base, found, next, r))) found = following[found - from];
    }
    if (found === NEW) {
      patch.make(r);
    } else {
      used[found - from] = 1;
      expected = found + 1;
      patch.keep(found, 1);
    }
  }
}

/**
 * @param {Columns} a
 * @param {number} i
 * @param {Columns} b
 * @param {number} j
 */
function sameRow(a, i, b, j) {
  for (let c = 0; c < a.data.length; c++) {
    if (!same(a.data[c][i], b.data[c][j])) return false;
  }
  return true;
}

/**
 * @param {unknown} a
 * @param {unknown} b
 */
function same(a, b) {
  if (a === b) return a !== 0 || Object.is(a, b);
  return a instanceof Uint8Array && b instanceof Uint8Array && sameBytes(a, b);
}

/**
 * @param {Uint8Array} a
 * @param {Uint8Array} b
 */
function sameBytes(a, b) {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) return false;
  }
  return true;
}

/**
 * Equal for equal rows; for others it nearly never is.
 *
 * @param {Columns} result
 * @param {number} row
 */
function textOf({ data }, row) {
  let text = "";
  for (const column of data) {
    const value = column[row];
    if (typeof value === "string") text += `"${value}`;
    else if (value instanceof Uint8Array) text += `${value.length} ${value.subarray(0, 16)}`;
    else text += typeof value === "bigint" ? `${value}n` : value;
    text += "\u0000";
  }
  return text;
}
