import { checkedQueryOptions } from "./options.js";
import { invalid, kindOf } from "./errors.js";
import { statement } from "./questions.js";
import { Watch } from "./watch.js";

/** @typedef {import("./handle.js").Handle} Handle */
/** @typedef {import("./sqlsync.d.ts").SqlSyncError} SqlSyncError */
/** @typedef {import("./watch.js").Listener} Listener */

/**
 * What `using` looks for; older browsers lack it, and then a polyfill may bring it.
 *
 * @type {typeof Symbol.dispose}
 */
const dispose = Symbol.dispose ?? Symbol.for("Symbol.dispose");

/**
 * @param {Handle} handle
 * @param {unknown} query
 * @param {unknown} options
 * @param {boolean} arrays rows are arrays, not objects
 * @param {Listener} listener
 * @throws {SqlSyncError} what is wrong with them
 */
function watch(handle, query, options, arrays, listener) {
  handle.checkOpen();
  const { params, integers, timeoutMs, signal } = checkedQueryOptions(options);
  const watch = new Watch(
    handle,
    { ...statement(query, params), integers, timeoutMs: timeoutMs ?? handle.queryTimeoutMs, arrays },
    listener,
  );
  handle.session.watch(watch, signal);
  return watch;
}

/**
 * @param {Handle} handle
 * @param {unknown} query
 * @param {unknown} onRows
 * @param {unknown} options
 * @param {boolean} arrays
 * @returns {any} a `Subscription`, or an `ArraySubscription`
 */
export function subscribe(handle, query, onRows, options, arrays) {
  const { onError } = /** @type {{ onError?: unknown }} */ (options ?? {});
  const failed = (/** @type {unknown} */ error) => {
    // Who unsubscribes because of a signal need not be told that it did.
    if (/** @type {SqlSyncError} */ (error).code === "aborted") return;
    if (typeof onError === "function") onError(error);
    else reportError(error);
  };
  /** @type {Watch | null} */
  let watched = null;
  let active = true;
  try {
    if (typeof onRows !== "function")
      throw invalid(
        `subscribe${arrays ? "Arrays" : ""}() needs a function that takes the rows; it got ${kindOf(onRows)}.`,
      );
    if (onError !== undefined && typeof onError !== "function") {
      throw invalid(`\`onError\` must be a function; it is ${kindOf(onError)}.`);
    }
    watched = watch(handle, query, options, arrays, {
      rows: (rows, columns) => onRows(arrays ? { columns, rows } : rows),
      failed,
      ended: (error) => error && failed(error),
    });
  } catch (error) {
    queueMicrotask(() => active && failed(error));
  }
  const unsubscribe = () => {
    active = false;
    if (watched !== null) handle.session.watches.end(watched, null);
  };
  const ways = Object.assign(unsubscribe, { unsubscribe, [dispose]: unsubscribe });
  if (arrays) Object.defineProperty(ways, "columns", { get: () => watched?.rows && watched.columns });
  return Object.defineProperty(ways, "rows", { get: () => watched?.rows });
}

/**
 * An iterator that has the newest rows only: those that nobody asked for in time are forgotten. An error is its end.
 *
 * @param {Handle} handle
 * @param {unknown} query
 * @param {unknown} options
 * @param {boolean} arrays
 * @returns {AsyncIterableIterator<any>}
 */
export function live(handle, query, options, arrays) {
  return new LiveRows(handle, query, options, arrays);
}

/** @typedef {{ resolve: (result: IteratorResult<any>) => void, reject: (error: unknown) => void }} Waiting */

/** @implements {AsyncIterableIterator<any>} */
class LiveRows {
  #handle;
  #query;
  #options;
  #arrays;
  /** @type {Watch | null} null before the first call of `next` */
  #watch = null;
  #done = false;
  /** Why it ended, until somebody was told. @type {unknown} */
  #error = null;
  /** @type {any} rows that were not asked for yet; null for none */
  #newest = null;
  /** @type {Waiting[]} */
  #waiting = [];

  /**
   * @param {Handle} handle
   * @param {unknown} query
   * @param {unknown} options
   * @param {boolean} arrays
   */
  constructor(handle, query, options, arrays) {
    this.#handle = handle;
    this.#query = query;
    this.#options = options;
    this.#arrays = arrays;
  }

  /** @returns {Promise<IteratorResult<any>>} */
  async next() {
    if (this.#watch === null && !this.#done) this.#begin();
    if (this.#newest !== null) {
      const value = this.#newest;
      this.#newest = null;
      return { done: false, value };
    }
    if (!this.#done) return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
    if (this.#error === null) return { done: true, value: undefined };
    const error = this.#error;
    this.#error = null;
    throw error;
  }

  /** @returns {Promise<IteratorResult<any>>} */
  async return() {
    this.#end(null);
    this.#newest = this.#error = null;
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  #begin() {
    try {
      this.#watch = watch(this.#handle, this.#query, this.#options, this.#arrays, {
        rows: (rows, columns) => {
          const value = this.#arrays ? { columns, rows } : rows;
          const first = this.#waiting.shift();
          if (first === undefined) this.#newest = value;
          else first.resolve({ done: false, value });
        },
        failed: (error) => this.#end(error),
        ended: (error) => this.#end(error),
      });
    } catch (error) {
      this.#end(error);
    }
  }

  /** @param {unknown} error null for none */
  #end(error) {
    if (this.#done) return;
    this.#done = true;
    this.#error = error;
    if (this.#watch !== null) this.#handle.session.watches.end(this.#watch, null);
    for (const { resolve, reject } of this.#waiting.splice(0)) {
      if (this.#error === null) resolve({ done: true, value: undefined });
      else reject(error);
      this.#error = null;
    }
  }
}
