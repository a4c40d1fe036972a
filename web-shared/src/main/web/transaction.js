/**
 * The `tx` that a mutation gets: what `Transaction` of sqlsync.d.ts promises, on a few functions that Java provides.
 */

import { decodeValue } from "./values.js";

/**
 * A value and all within it, which nobody can change.
 *
 * @template T
 * @param {T} value
 * @returns {T}
 */
function frozen(value) {
  if (typeof value === "object" && value !== null && !(value instanceof Uint8Array)) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}

/** Thrown by `tx.reject`. A reducer that catches it is rejected all the same. */
export class Rejection extends Error {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.name = "Rejection";
    this.code = code;
  }
}

/**
 * A text, or what the tag `sql` makes. A query that maps its rows makes each of the values in column order.
 *
 * @typedef {string | { sql: string, params: unknown, map?: (values: unknown[]) => unknown }} Query
 */

/**
 * @typedef {object} Engine what Java provides for one mutation
 * @property {(sql: string, params: unknown) => number} run
 * @property {(sql: string, params: unknown, rowsMax: number, arrays: boolean) => any[]} rows objects by column name, or arrays
 * @property {() => string | null} failed the statement that failed last, to be asked once
 * @property {() => number} resultCode of that; 0 where SQLite did not refuse it
 * @property {() => number} random
 * @property {() => string} uuid
 */

export class Transaction {
  #engine;
  /** @type {Rejection | null} */
  #rejection = null;
  #over = false;
  /** Encoded until somebody asks. @type {unknown} */
  #claims;

  /**
   * @param {Engine} engine
   * @param {number} timestamp
   * @param {string} mutationId
   * @param {string | null} user
   * @param {string | null} claims an encoded object
   */
  constructor(engine, timestamp, mutationId, user, claims) {
    this.#engine = engine;
    this.timestamp = timestamp;
    this.mutationId = mutationId;
    this.user = user;
    this.#claims = claims ?? "{}";
    Object.freeze(this);
  }

  get claims() {
    if (typeof this.#claims === "string") this.#claims = frozen(decodeValue(this.#claims));
    return this.#claims;
  }

  /**
   * @param {Query} query
   * @param {unknown} [params]
   */
  run(query, params) {
    return this.#ask("run", query, params);
  }

  /**
   * @param {Query} query
   * @param {unknown} [params]
   */
  all(query, params) {
    return this.#rows(query, params, Infinity);
  }

  /**
   * @param {Query} query
   * @param {unknown} [params]
   * @returns {object | undefined}
   */
  get(query, params) {
    return this.#rows(query, params, 1)[0];
  }

  /** What a page calls it; not part of the contract. @returns {never} */
  query() {
    throw new Error("A transaction has no query(): tx.all() gives all rows, tx.get() the first one, without `await`.");
  }

  random() {
    return this.#use().random();
  }

  uuid() {
    return this.#use().uuid();
  }

  /**
   * @param {string} code
   * @param {string} [message]
   * @returns {never}
   */
  reject(code, message) {
    this.#use();
    const rejection = new Rejection(
      String(code),
      message === undefined ? `The mutation was rejected: ${code}.` : String(message),
    );
    this.#rejection ??= rejection;
    throw rejection;
  }

  /**
   * @param {Query} query
   * @param {unknown} params
   * @param {number} rowsMax
   */
  #rows(query, params, rowsMax) {
    const map = typeof query === "object" ? query?.map : undefined;
    const rows = this.#ask("rows", query, params, rowsMax, map !== undefined);
    return map === undefined ? rows : rows.map((values) => map(values));
  }

  /**
   * @template {"run" | "rows"} How
   * @param {How} how
   * @param {Query} query
   * @param {unknown} params
   * @param {unknown[]} more
   * @returns {ReturnType<Engine[How]>}
   */
  #ask(how, query, params, ...more) {
    const engine = this.#use();
    const text = textOf(query);
    const values = paramsOf(query, params);
    try {
      return /** @type {(...args: unknown[]) => ReturnType<Engine[How]>} */ (engine[how])(text, values, ...more);
    } catch (error) {
      throw statementError(/** @type {Error} */ (error).message, engine.failed(), engine.resultCode());
    }
  }

  #use() {
    if (this.#over) throw new Error("The mutation is over: tx can be used only while it runs, and only synchronously.");
    return this.#engine;
  }

  /**
   * From here on every call fails.
   *
   * @param {Transaction} tx
   */
  static end(tx) {
    tx.#over = true;
  }

  /**
   * The first rejection, also one that the reducer caught; null for none.
   *
   * @param {Transaction} tx
   */
  static rejectionOf(tx) {
    return tx.#rejection;
  }
}

/** Of a statement in a message; `FailedStatement.java` has the same words. */
const SHOWN_CHARS_MAX = 100;

/**
 * Made here, so that its stack begins near the reducer's line.
 *
 * @param {string} message
 * @param {string | null} sql
 * @param {number} resultCode
 */
function statementError(message, sql, resultCode) {
  if (sql == null) return new Error(message);
  let shown = sql.replace(/[\0- ]+/g, " ").replace(/^ | $/g, "");
  // Not half a character.
  if (shown.length > SHOWN_CHARS_MAX) shown = `${shown.slice(0, SHOWN_CHARS_MAX).replace(/[\ud800-\udbff]$/, "")}…`;
  /** @type {Error & { resultCode?: number }} */
  const failure = new Error(shown ? `${message} (in: ${shown})` : message);
  if (resultCode) failure.resultCode = resultCode;
  return failure;
}

/** @param {Query} query */
function textOf(query) {
  const text = typeof query === "object" && query !== null ? query.sql : query;
  if (typeof text !== "string") throw new Error("A query is a text or a query made by sql`…`.");
  return text;
}

/**
 * @param {Query} query
 * @param {unknown} params
 */
function paramsOf(query, params) {
  if (typeof query === "string") return params ?? undefined;
  if (params !== undefined) throw new Error("A query made by sql`…` brings its own parameters.");
  return query.params;
}
