import { derived, get, readable } from "svelte/store";
import {
  documentFollower,
  listFollower,
  LOADING,
  mutating,
  OPENING,
  queryFollower,
  statusFollower,
} from "./bindings.js";

const pending = listFollower.bind(null, "pending");
const rejected = listFollower.bind(null, "rejected");
/** @type {any} until there is a document */
const NONE = undefined;

/** @typedef {import("./sqlsync.d.ts").OpenOptions} OpenOptions */
/** @typedef {import("./sqlsync.d.ts").SqlDocument<any>} SqlDocument */
/**
 * @template T
 * @typedef {import("svelte/store").Readable<T> | T} Given a store of it, or itself
 */

/**
 * @template T
 * @param {Given<T>} given
 * @returns {import("svelte/store").Readable<T>}
 */
const storeOf = (given) =>
  // A document has a `subscribe` of its own, and takes a query.
  given !== null && typeof given === "object" && "subscribe" in given && !("mutate" in given)
    ? /** @type {import("svelte/store").Readable<T>} */ (given)
    : readable(/** @type {T} */ (given));

/**
 * A store that follows what is asked for while it has a subscriber.
 *
 * @template S
 * @template {unknown[] | []} A
 * @param {S} initial
 * @param {(set: (state: S) => void) => import("./bindings.js").Follower<A>} start
 * @param {{ [N in keyof A]: Given<A[N]> }} given
 */
const storeFor = (initial, start, given) =>
  readable(initial, (set) => {
    const follower = start(set);
    const asked = derived(/** @type {any} */ (given.map(storeOf)), (/** @type {any} */ values) => values);
    const stop = asked.subscribe((/** @type {A} */ values) => follower.ask(...values));
    return () => {
      stop();
      follower.end();
    };
  });

/**
 * @param {Given<string | null>} id
 * @param {Given<OpenOptions>} options
 */
export const documentStore = (id, options) => storeFor(OPENING, documentFollower, [id, options]);

/**
 * @param {Given<SqlDocument | undefined>} document
 * @param {Given<import("./bindings.js").Query | null>} query
 * @param {import("./bindings.js").QueryOptions} [options]
 */
export const queryStore = (document, query, options = {}) =>
  storeFor(LOADING, (set) => queryFollower(options, set), [document, query]);

/** @param {Given<SqlDocument | undefined>} document */
export const mutator = (document) => mutating(() => get(storeOf(document)));

/** @param {Given<SqlDocument | undefined>} document */
export const statusStore = (document) => storeFor(NONE, statusFollower, [document]);

/** @param {Given<SqlDocument | undefined>} document */
export const pendingStore = (document) => storeFor(NONE, pending, [document]);

/** @param {Given<SqlDocument | undefined>} document */
export const rejectedStore = (document) => storeFor(NONE, rejected, [document]);
