import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { documentKey, OPENING, opening } from "./document-source.js";
import { listing } from "./mutations-source.js";
import { firstRows, LOADING, queryKey, watching } from "./query-source.js";
import { sourceOf } from "./source.js";

export { useDraft } from "./react-draft.js";

/** @typedef {import("./react.d.ts").QueryHookOptions<any>} QueryHookOptions */
/** @typedef {import("./sqlsync.d.ts").OpenOptions} OpenOptions */
/** @typedef {import("./sqlsync.d.ts").SqlDocument<any>} SqlDocument */
/** @typedef {import("./sqlsync.d.ts").SqlQuery<any> | string} Query */

/** @type {import("./source.js").Sources<import("./react.d.ts").DocumentState<any>>} */
const documents = new Map();
/** What components show of a document: its queries, and lists of mutations. @type {WeakMap<SqlDocument, import("./source.js").Sources<any>>} */
const contents = new WeakMap();

const nothing = () => () => {};

/** @param {SqlDocument | undefined} document */
function contentsOf(document) {
  if (document === undefined) return undefined;
  let sources = contents.get(document);
  if (sources === undefined) contents.set(document, (sources = new Map()));
  return sources;
}

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
  const state = useSource(contentsOf(document), key, LOADING, begin);
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
  const sources = /** @type {import("./source.js").Sources<any>} */ (contentsOf(document));
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
    /** @type {(name: string, ...args: [args?: any]) => Promise<import("./sqlsync.d.ts").MutationReceipt<any>>} */
    (name, ...args) =>
      document === undefined
        ? Promise.reject(new Error(`The mutation "${name}" was called before its document was open.`))
        : document.mutate(name, ...args),
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

/** @param {SqlDocument | undefined} document */
export function usePending(document) {
  const of = /** @type {SqlDocument} */ (document);
  return useSource(
    contentsOf(document),
    "pending",
    undefined,
    listing(of, () => of.pending(), ["status"]),
  );
}

/** @param {SqlDocument | undefined} document */
export function useRejected(document) {
  const of = /** @type {SqlDocument} */ (document);
  return useSource(
    contentsOf(document),
    "rejected",
    undefined,
    listing(of, () => of.rejected(), ["rejected", "dismissed"]),
  );
}
