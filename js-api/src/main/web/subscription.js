import { invalid, kindOf } from "./errors.js";
import { statement } from "./questions.js";
import { mapOf } from "./sql.js";
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
  const { params, signal, ...more } = handle.queryOptions(options);
  const map = arrays ? undefined : mapOf(query);
  const question = { ...statement(query, params), ...more, arrays: arrays || !!map };
  const watch = new Watch(handle, question, map, listener);
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
    if (watched) handle.session.watches.end(watched, null);
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
  /** @type {Watch | null} null before the first call of `next` */
  let watched = null;
  let done = false;
  /** Why it ended, until somebody was told. @type {unknown} */
  let error = null;
  /** @type {any} rows that were not asked for yet; null for none */
  let newest = null;
  /** @type {{ resolve: (result: IteratorResult<any>) => void, reject: (error: unknown) => void }[]} */
  const waiting = [];

  /** @param {unknown} why null for no error */
  function end(why) {
    if (done) return;
    done = true;
    error = why;
    if (watched) handle.session.watches.end(watched, null);
    for (const { resolve, reject } of waiting.splice(0)) {
      if (error === null) resolve({ done, value: undefined });
      else reject(error);
      error = null;
    }
  }

  function begin() {
    try {
      watched = watch(handle, query, options, arrays, {
        rows: (rows, columns) => {
          const value = arrays ? { columns, rows } : rows;
          const first = waiting.shift();
          if (first === undefined) newest = value;
          else first.resolve({ done: false, value });
        },
        failed: end,
        ended: end,
      });
    } catch (error) {
      end(error);
    }
  }

  return {
    async next() {
      if (!watched && !done) begin();
      if (newest) {
        const value = newest;
        newest = null;
        return { done: false, value };
      }
      if (!done) return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
      if (error === null) return { done, value: undefined };
      const why = error;
      error = null;
      throw why;
    },

    async return() {
      end(null);
      newest = error = null;
      return { done: true, value: undefined };
    },

    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
