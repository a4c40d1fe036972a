import { kindOf } from "./errors.js";
import { Unusable } from "./params.js";

/** @typedef {import("./sqlsync.d.ts").SqlQuery<any>} SqlQuery */
/** @typedef {import("./sqlsync.d.ts").SqlTag} SqlTag */

/**
 * A tag cannot fail, as nothing here throws: what it cannot use travels among the parameters to the call that would run it.
 *
 * @param {string} text
 * @param {readonly unknown[]} params
 * @returns {any}
 */
const query = (text, params) => Object.freeze({ sql: text, params: Object.freeze(params) });

/** @param {string} why */
const unusable = (why) => query("?", [new Unusable(why)]);

/**
 * @param {unknown} value
 * @returns {value is SqlQuery}
 */
export function isQuery(value) {
  const query = /** @type {any} */ (value);
  return typeof query === "object" && query !== null && typeof query.sql === "string" && Array.isArray(query.params);
}

/**
 * What makes the rows of a query, of their values in column order; undefined where they are objects by column name.
 *
 * @param {any} query that is refused elsewhere where it is none
 * @returns {SqlQuery["map"]}
 */
export const mapOf = (query) => query?.map;

/**
 * @param {TemplateStringsArray} strings
 * @param {readonly unknown[]} values
 */
function tag(strings, ...values) {
  if (!Array.isArray(strings) || !Array.isArray(strings.raw)) {
    return unusable("`sql` is a template tag: write sql`...` without parentheses, or give the query as text.");
  }
  let text = strings[0];
  const params = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const nested = isQuery(value);
    text += (nested ? value.sql : "?") + strings[i + 1];
    for (const param of nested ? value.params : [value]) params.push(param);
  }
  return query(text, params);
}

/** @param {unknown} name */
function id(name) {
  if (typeof name !== "string" || name === "" || name.includes("\0")) {
    return unusable(
      `sql.id needs the name of a table or column; it got ${name === "" ? "an empty string" : kindOf(name)}.`,
    );
  }
  return query(`"${name.replaceAll('"', '""')}"`, []);
}

/** @param {unknown} values */
function list(values) {
  if (!Array.isArray(values)) return unusable(`sql.list needs an array; it got ${kindOf(values)}.`);
  return query(`(${values.map(() => "?").join(", ")})`, [...values]);
}

export const sql = /** @type {SqlTag} */ (/* @__PURE__ */ Object.assign(tag, { id, list }));
