import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { contentsOf, documents, listOf, mutating } from "./bindings.js";
import { documentKey, OPENING, opening } from "./document-source.js";
import { firstRows, LOADING, queryKey, watching } from "./query-source.js";
import { sourceOf } from "./source.js";

export { useDraft } from "./react-draft.js";

/** @typedef {import("./react.d.ts").QueryHookOptions<any>} QueryHookOptions */
/** @typedef {import("./sqlsync.d.ts").OpenOptions} OpenOptions */
/** @typedef {import("./sqlsync.d.ts").SqlDocument<any>} SqlDocument */
/** @typedef {import("./sqlsync.d.ts").SqlQuery<any> | string} Query */

/** @param {SqlDocument | undefined} document */
const sourcesOf = (document) => document && contentsOf(document);

const nothing = () => () => {};

/**
 * The state of a source, from when the component is mounted. Nothing is begun while it is rendered.
 *
 * @template S
 * @param {import("./source.js").Sources<S> | undefined} sources
 * @param {string | null} key
 * @param {S} initial
 * @param {import("./source.js").Begin<S>} begin the same for the same sources and key
 * @returns {S}
 */
function useSource(sources, key, initial, begin) {
  const subscribe = useCallback(
    sources === undefined || key === null
      ? nothing
      : (/** @type {() => void} */ listener) => sourceOf(sources, key, initial, begin).subscribe(listener),
    [sources, key],
  );
  return useSyncExternalStore(
    subscribe,
    () => (key === null ? undefined : sources?.get(key)?.state) ?? initial,
    () => initial,
  );
}

/**
 * @param {string | null} id
 * @param {OpenOptions} options
 */
export function useDocument(id, options) {
  const key = id === null ? null : documentKey(id, options);
  const state = useSource(documents, key, OPENING, opening(/** @type {string} */ (id), options));
  useEffect(() => {
    const source = documents.get(/** @type {string} */ (key));
    if (source !== undefined) source.latest = options.token;
  });
  return state;
}

/**
 * @param {SqlDocument | undefined} document
 * @param {Query | null} query
 * @param {QueryHookOptions} [options]
 */
export function useQuery(document, query, { integers, initialRows } = {}) {
  const key = query === null ? null : queryKey(query, integers);
  const begin = watching(/** @type {SqlDocument} */ (document), /** @type {Query} */ (query), integers);
  const state = useSource(sourcesOf(document), key, LOADING, begin);
  /** What was shown last, of this document. */
  const shown = useRef({ document, rows: initialRows });
  const kept = shown.current.document === document ? shown.current.rows : initialRows;
  const rows = state.rows ?? (key === null ? undefined : kept);
  useEffect(() => {
    shown.current = { document, rows };
  });
  return useMemo(() => (rows === state.rows ? state : { ...state, rows }), [state, rows]);
}

/**
 * @param {SqlDocument} document
 * @param {Query} query
 * @param {QueryHookOptions} [options]
 */
export function useSuspenseQuery(document, query, { integers } = {}) {
  const key = queryKey(query, integers);
  const sources = contentsOf(document);
  const begin = watching(document, query, integers);
  const { rows, error } = useSource(sources, key, LOADING, begin);
  useEffect(() => sources.get(key)?.waiting?.release());
  if (error !== undefined) throw error;
  if (rows === undefined) throw firstRows(sourceOf(sources, key, LOADING, begin));
  return rows;
}

/** @param {SqlDocument | undefined} document */
export function useMutate(document) {
  return useCallback(
    mutating(() => document),
    [document],
  );
}

/** @param {SqlDocument | undefined} document */
export function useStatus(document) {
  const subscribe = useCallback(
    (/** @type {() => void} */ listener) => {
      document?.addEventListener("status", listener);
      return () => document?.removeEventListener("status", listener);
    },
    [document],
  );
  return useSyncExternalStore(
    subscribe,
    () => document?.status,
    () => undefined,
  );
}

/**
 * @param {SqlDocument | undefined} document
 * @param {"pending" | "rejected"} list
 */
const useList = (document, list) =>
  useSource(sourcesOf(document), list, undefined, listOf(/** @type {SqlDocument} */ (document), list));

/** @param {SqlDocument | undefined} document */
export const usePending = (document) => useList(document, "pending");

/** @param {SqlDocument | undefined} document */
export const useRejected = (document) => useList(document, "rejected");
