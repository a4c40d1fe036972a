import { createRenderEffect, createSignal, onCleanup, untrack } from "solid-js";
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
 * @typedef {(() => T) | T} Given an accessor of it, or itself
 */

/**
 * @template T
 * @param {Given<T>} given
 * @returns {T}
 */
const valueOf = (given) => (typeof given === "function" ? /** @type {() => T} */ (given)() : given);

/**
 * A state that follows what is asked for, until its owner is disposed of.
 *
 * @template S
 * @template {unknown[] | []} A
 * @param {S} initial
 * @param {(set: (state: S) => void) => import("./bindings.js").Follower<A>} start
 * @param {() => A} asked
 */
function createState(initial, start, asked) {
  const [state, setState] = createSignal(initial);
  const follower = start((next) => void setState(() => next));
  createRenderEffect(() => {
    const values = asked();
    untrack(() => follower.ask(...values));
  });
  onCleanup(follower.end);
  return state;
}

/**
 * @param {Given<string | null>} id
 * @param {Given<OpenOptions>} options
 */
export function createDocument(id, options) {
  const state = createState(OPENING, documentFollower, () => [valueOf(id), valueOf(options)]);
  return { phase: () => state().phase, document: () => state().document, error: () => state().error };
}

/**
 * @param {Given<SqlDocument | undefined>} document
 * @param {Given<import("./bindings.js").Query | null>} query
 * @param {import("./bindings.js").QueryOptions} [options]
 */
export function createQuery(document, query, options = {}) {
  const start = (/** @type {(state: import("./bindings.js").QueryState) => void} */ set) => queryFollower(options, set);
  const state = createState(LOADING, start, () => [valueOf(document), valueOf(query)]);
  return { rows: () => state().rows, loading: () => state().loading, error: () => state().error };
}

/** @param {Given<SqlDocument | undefined>} document */
export const createMutate = (document) => mutating(() => valueOf(document));

/** @param {Given<SqlDocument | undefined>} document */
export const createStatus = (document) => createState(NONE, statusFollower, () => [valueOf(document)]);

/** @param {Given<SqlDocument | undefined>} document */
export const createPending = (document) => createState(NONE, pending, () => [valueOf(document)]);

/** @param {Given<SqlDocument | undefined>} document */
export const createRejected = (document) => createState(NONE, rejected, () => [valueOf(document)]);
