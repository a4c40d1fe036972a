import { nameOfTwo } from "../../../../worker/src/main/web/row-patch.js";
import { failure } from "./errors.js";

/** @typedef {import("./messages.d.ts").Columns} Columns */
/** @typedef {import("./sqlsync.d.ts").Row} Row */

/**
 * @param {Columns} result
 * @param {string} documentId
 * @returns {any[]} an object per row
 * @throws {import("./sqlsync.d.ts").SqlSyncError} where an object could hold only one of two columns
 */
export function toObjects({ columns, rows, data }, documentId) {
  const twice = nameOfTwo(columns);
  if (twice !== null) {
    const message = `Two columns of the result are named "${twice}": give one another name with AS, or use queryArrays().`;
    throw failure("sql-error", message, { documentId });
  }
  const objects = new Array(rows);
  const special = columns.indexOf("__proto__");
  for (let r = 0; r < rows; r++) {
    /** @type {Row} */
    const row = {};
    for (let c = 0; c < columns.length; c++) {
      if (c === special) Object.defineProperty(row, "__proto__", { value: data[c][r], enumerable: true, configurable: true, writable: true });
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
