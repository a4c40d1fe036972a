/** @typedef {import("#shared/messages.d.ts").Columns} Columns */
/** @typedef {import("./sqlsync.d.ts").Row} Row */
/** @typedef {NonNullable<import("./sqlsync.d.ts").SqlQuery<any>["map"]>} RowMap */

/**
 * @param {Columns} result no two columns of a name
 * @returns {any[]} an object per row
 */
export function toObjects({ columns, rows, data }) {
  const objects = new Array(rows);
  const special = columns.indexOf("__proto__");
  for (let r = 0; r < rows; r++) {
    /** @type {Row} */
    const row = {};
    for (let c = 0; c < columns.length; c++) {
      if (c === special)
        Object.defineProperty(row, "__proto__", {
          value: data[c][r],
          enumerable: true,
          configurable: true,
          writable: true,
        });
      else row[columns[c]] = data[c][r];
    }
    objects[r] = row;
  }
  return objects;
}

/**
 * @param {Columns} result
 * @returns {any[][]} an array per row
 */
export function toArrays({ rows, data }) {
  return Array.from({ length: rows }, (_, r) => data.map((column) => column[r]));
}

/**
 * What a query gives that brings its own `map`, or none.
 *
 * @param {Columns} result
 * @param {RowMap | undefined} map
 * @returns {any[]}
 */
export const toRows = (result, map) => (map ? toArrays(result).map(map) : toObjects(result));

/**
 * @param {RowMap | undefined} map
 * @returns {(rows: readonly any[]) => readonly any[]} maps rows of a watched query; one that stays gives the same object again
 */
export function watchedMap(map) {
  if (!map) return (rows) => rows;
  /** @type {WeakMap<object, any>} */
  const made = new WeakMap();
  return (rows) =>
    Object.freeze(
      rows.map((row) => {
        let mapped = made.get(row);
        if (!mapped) made.set(row, (mapped = map(row)));
        return mapped;
      }),
    );
}

/**
 * The same rows as `made`, each of them the object of an equal one in `before` where there is one left.
 *
 * @param {readonly any[]} before
 * @param {any[]} made rows of the same columns
 * @returns {readonly any[]} `before` itself where nothing differs
 */
export function keptRows(before, made) {
  /** @type {Map<string, any[]>} */
  const left = new Map();
  for (const row of before) {
    const key = keyOf(row);
    const equal = left.get(key);
    if (equal) equal.push(row);
    else left.set(key, [row]);
  }
  const rows = made.map((row) => left.get(keyOf(row))?.shift() ?? row);
  const same = rows.length === before.length && rows.every((row, r) => row === before[r]);
  return same ? before : Object.freeze(rows);
}

/** A text that equal rows share, and no others. @param {Row} row */
const keyOf = (row) =>
  JSON.stringify(Object.values(row), (_, value) =>
    typeof value === "object" ? value : `${typeof value} ${Object.is(value, -0) ? "-0" : value}`,
  );
