import { Column, fillPlaceholders, is, SQL, Subquery } from "drizzle-orm";
import { SQLiteBigInt, SQLiteBlobBuffer, SQLiteBlobJson } from "drizzle-orm/sqlite-core";
import { drizzle } from "drizzle-orm/sqlite-proxy";
import { noTransactions, reading, refusedWrite } from "./query-builders.js";

/** @typedef {import("./sqlsync.d.ts").SqlDocument<any>} SqlDocument */
/** @typedef {import("./sqlsync.d.ts").SqlQuery<any>} SqlQuery */

/** A query of Drizzle that was compiled. @typedef {any} Prepared */

/**
 * Drizzle with its driver for databases elsewhere, whose queries are run here: `prepareQuery` of a session is how Drizzle's drivers are
 * made, and it gives the SQL with what maps the rows.
 *
 * @param {SqlDocument} [document]
 * @param {any} [options]
 */
export function createDrizzle(document, { schema, casing } = {}) {
  /** @type {any} */
  const db = drizzle(unused, unused, { schema, casing });
  const { session } = db;
  const prepareQuery = session.prepareQuery.bind(session);
  session.prepareQuery = (/** @type {unknown[]} */ ...args) => readingFrom(document, prepareQuery(...args));
  session.transaction = session.batch = async () => {
    throw noTransactions();
  };
  return db;
}

/** What Drizzle would call; with options in second place it forgets `casing`. @type {any} */
const unused = async () => {};

/**
 * @param {SqlDocument | undefined} document
 * @param {Prepared} prepared
 */
function readingFrom(document, prepared) {
  const all = (/** @type {Record<string, unknown>} */ values) =>
    reading("Drizzle", document, (open) => open.query(queryOf(prepared, values)));
  return Object.assign(prepared, {
    all,
    get: async (/** @type {Record<string, unknown>} */ values) => (await all(values))[0],
    values: (/** @type {Record<string, unknown>} */ values) =>
      reading("Drizzle", document, async (open) => (await open.queryArrays(queryOf(prepared, values))).rows),
    run: () =>
      reading("Drizzle", document, async () => {
        throw refusedWrite();
      }),
  });
}

/**
 * @param {Prepared} prepared
 * @param {Record<string, unknown>} [values] of its placeholders
 * @returns {{ sql: string, params: any[], map?: (values: readonly any[]) => any }}
 */
function queryOf(prepared, values = {}) {
  if (typeof prepared.mapAllResult !== "function")
    throw new Error("sqlsync/drizzle works with releases 0.44 and 0.45 of drizzle-orm; this is another one.");
  const { sql, params } = prepared.getQuery();
  const query = { sql, params: fillPlaceholders(params, values) };
  // Of SQL that was written by hand Drizzle knows no columns.
  if (prepared.fields === undefined && prepared.customResultMapper === undefined) return query;
  const map =
    prepared.executeMethod === "get"
      ? (/** @type {readonly any[]} */ row) => prepared.mapGetResult(row)
      : (/** @type {readonly any[]} */ row) => prepared.mapAllResult([row])[0];
  return { ...query, map };
}

/**
 * @param {any} query
 * @returns {SqlQuery}
 */
export function toSql(query) {
  if (typeof query?.prepare !== "function" || typeof query.toSQL !== "function")
    throw new TypeError("toSql() takes a query of Drizzle, before it is executed or prepared.");
  const prepared = query.prepare();
  return {
    ...queryOf(prepared),
    get mapKey() {
      return JSON.stringify((prepared.fields ?? query._toSQL().query.selection ?? []).map(shapeOf));
    },
  };
}

/**
 * What a column of the result becomes: two queries of the same SQL whose columns have the same shapes give the same rows.
 *
 * @param {{ path?: string[], tsKey?: string, field: any, selection?: any[] }} selected `path` of a select, `tsKey` of a relational query
 * @returns {unknown[]}
 */
const shapeOf = ({ path, tsKey, field, selection }) => [
  path ?? tsKey,
  selection !== undefined && selection.length > 0 ? selection.map(shapeOf) : decodingOf(field),
];

/**
 * Columns are known by their table's definition, which an alias shares. Functions are known by their text, since `mapWith((value) => …)`
 * makes another one each time.
 *
 * @param {any} field
 */
function decodingOf(field) {
  const source = is(field, Subquery) ? field._.sql : (field.sql ?? field);
  const decoder = is(source, SQL) ? /** @type {any} */ (source).decoder : source;
  if (is(decoder, Column)) return numbers.of(/** @type {any} */ (decoder).config);
  return Object.hasOwn(decoder, "mapFromDriverValue") ? String(decoder.mapFromDriverValue) : numbers.of(decoder);
}

/** Numbers of objects, the same for the same one. */
class Numbering {
  /** @type {WeakMap<object, number>} */
  #numbers = new WeakMap();
  #last = 0;

  /** @param {object} object */
  of(object) {
    if (!this.#numbers.has(object)) this.#numbers.set(object, ++this.#last);
    return this.#numbers.get(object);
  }
}
const numbers = new Numbering();

// Drizzle's blob() uses Node's Buffer, which neither browsers nor reducers have: bytes stay the Uint8Array that they are.
if (!("Buffer" in globalThis)) {
  const encoder = new TextEncoder();
  SQLiteBlobBuffer.prototype.mapFromDriverValue = (/** @type {any} */ value) => value;
  SQLiteBlobJson.prototype.mapToDriverValue = (/** @type {any} */ value) =>
    /** @type {any} */ (encoder.encode(JSON.stringify(value)));
  SQLiteBigInt.prototype.mapToDriverValue = (/** @type {any} */ value) =>
    /** @type {any} */ (encoder.encode(String(value)));
}
