import { computed, onScopeDispose, shallowRef, toValue, watchEffect } from "vue";
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
 * @typedef {import("vue").MaybeRefOrGetter<T>} Given
 */

/**
 * A state that follows what is asked for, until the component or its scope ends.
 *
 * @template S
 * @template {unknown[] | []} A
 * @param {S} initial
 * @param {(set: (state: S) => void) => import("./bindings.js").Follower<A>} start
 * @param {() => A} asked
 */
function useState(initial, start, asked) {
  const state = shallowRef(initial);
  const follower = start((next) => (state.value = next));
  watchEffect(() => follower.ask(...asked()));
  onScopeDispose(follower.end);
  return state;
}

/**
 * @param {Given<string | null>} id
 * @param {Given<OpenOptions>} options
 */
export function useDocument(id, options) {
  const state = useState(OPENING, documentFollower, () => [toValue(id), toValue(options)]);
  return {
    phase: computed(() => state.value.phase),
    document: computed(() => state.value.document),
    error: computed(() => state.value.error),
  };
}

/**
 * @param {Given<SqlDocument | undefined>} document
 * @param {Given<import("./bindings.js").Query | null>} query
 * @param {import("./bindings.js").QueryOptions} [options]
 */
export function useQuery(document, query, options = {}) {
  const start = (/** @type {(state: import("./bindings.js").QueryState) => void} */ set) => queryFollower(options, set);
  const state = useState(LOADING, start, () => [toValue(document), toValue(query)]);
  return {
    rows: computed(() => state.value.rows),
    loading: computed(() => state.value.loading),
    error: computed(() => state.value.error),
  };
}

/** @param {Given<SqlDocument | undefined>} document */
export const useMutate = (document) => mutating(() => toValue(document));

/** @param {Given<SqlDocument | undefined>} document */
export const useStatus = (document) => useState(NONE, statusFollower, () => [toValue(document)]);

/** @param {Given<SqlDocument | undefined>} document */
export const usePending = (document) => useState(NONE, pending, () => [toValue(document)]);

/** @param {Given<SqlDocument | undefined>} document */
export const useRejected = (document) => useState(NONE, rejected, () => [toValue(document)]);
