/** What the bindings of frameworks share: one source for all components that show the same. */
import { documentKey, OPENING, opening } from "./document-source.js";
import { listing } from "./mutations-source.js";
import { LOADING, queryKey, watching } from "./query-source.js";
import { sourceOf } from "./source.js";

/** @typedef {import("./react.d.ts").DocumentState<any>} DocumentState */
/** @typedef {import("./react.d.ts").QueryState<any>} QueryState */
/** @typedef {import("./sqlsync.d.ts").DocumentStatus} DocumentStatus */
/** @typedef {import("./sqlsync.d.ts").OpenOptions} OpenOptions */
/** @typedef {import("./sqlsync.d.ts").SqlDocument<any>} SqlDocument */
/** @typedef {import("./sqlsync.d.ts").SqlQuery<any> | string} Query */
/** @typedef {{ initialRows?: readonly any[] | undefined, integers?: "auto" | "bigint" | "number" | undefined }} QueryOptions */

/** @type {import("./source.js").Sources<DocumentState>} */
export const documents = new Map();
/** What components show of a document: its queries, and lists of mutations. @type {WeakMap<SqlDocument, import("./source.js").Sources<any>>} */
const contents = new WeakMap();

const nothing = () => {};

/** Whether states change here: a server renders the first ones. */
const live = () => typeof document !== "undefined";

/**
 * @template S
 * @param {import("./source.js").Source<S>} source
 * @param {(state: S) => void} set
 * @returns {() => void}
 */
function follow(source, set) {
  let ended = false;
  set(source.state);
  const end = source.subscribe(() => ended || set(source.state));
  return () => {
    ended = true;
    end();
  };
}

/** @param {SqlDocument} document */
export function contentsOf(document) {
  let sources = contents.get(document);
  if (sources === undefined) contents.set(document, (sources = new Map()));
  return sources;
}

/**
 * Follows what it was asked for last, until it is ended. What is new begins before what was ends, so that what both share goes on.
 *
 * @template {unknown[]} A
 * @typedef {{ ask: (...asked: A) => void, end: () => void }} Follower
 */

/**
 * @template {unknown[]} A
 * @param {(...asked: A) => () => void} begin
 * @returns {Follower<A>}
 */
function follower(begin) {
  let end = nothing;
  return {
    ask(...asked) {
      const last = end;
      end = begin(...asked);
      last();
    },
    end: () => end(),
  };
}

/**
 * @param {(state: DocumentState) => void} set
 * @returns {Follower<[id: string | null, options: OpenOptions]>} null opens nothing
 */
export const documentFollower = (set) =>
  follower((id, options) => {
    if (id === null || !live()) return (set(OPENING), nothing);
    const source = sourceOf(documents, documentKey(id, options), OPENING, opening(id, options));
    source.latest = options.token;
    return follow(source, set);
  });

/**
 * While other rows of the same document are on their way, those before stay.
 *
 * @param {QueryOptions} options
 * @param {(state: QueryState) => void} set
 * @returns {Follower<[document: SqlDocument | undefined, query: Query | null]>} null asks for nothing
 */
export function queryFollower({ integers, initialRows }, set) {
  let rows = initialRows;
  /** @type {SqlDocument | undefined} */
  let shown;
  return follower((document, query) => {
    const kept = query === null || (shown !== undefined && shown !== document) ? undefined : rows;
    shown = document;
    const show = (/** @type {QueryState} */ state) => {
      rows = state.rows ?? kept;
      set(rows === state.rows ? state : /** @type {QueryState} */ ({ ...state, rows }));
    };
    if (document === undefined || query === null || !live()) return (show(LOADING), nothing);
    const begin = watching(document, query, integers);
    return follow(sourceOf(contentsOf(document), queryKey(query, integers), LOADING, begin), show);
  });
}

/**
 * @param {(status: DocumentStatus | undefined) => void} set
 * @returns {Follower<[document: SqlDocument | undefined]>}
 */
export const statusFollower = (set) =>
  follower((document) => {
    const tell = () => set(document?.status);
    tell();
    document?.addEventListener("status", tell);
    return () => document?.removeEventListener("status", tell);
  });

/** After which a list of mutations may be another one. @type {Record<"pending" | "rejected", (keyof import("./sqlsync.d.ts").SqlDocumentEventMap)[]>} */
const EVENTS = { pending: ["status"], rejected: ["rejected", "dismissed"] };

/**
 * @param {SqlDocument} document
 * @param {"pending" | "rejected"} list
 */
export const listOf = (document, list) =>
  listing(document, () => /** @type {Promise<any[]>} */ (document[list]()), EVENTS[list]);

/**
 * @param {"pending" | "rejected"} list
 * @param {(mutations: readonly any[] | undefined) => void} set
 * @returns {Follower<[document: SqlDocument | undefined]>}
 */
export const listFollower = (list, set) =>
  follower((document) => {
    if (document === undefined || !live()) return (set(undefined), nothing);
    return follow(sourceOf(contentsOf(document), list, undefined, listOf(document, list)), set);
  });

/**
 * `document.mutate` of the document that is open by then.
 *
 * @param {() => SqlDocument | undefined} open
 * @returns {(name: string, ...args: [args?: any]) => Promise<import("./sqlsync.d.ts").MutationReceipt<any>>}
 */
export const mutating =
  (open) =>
  async (name, ...args) => {
    const document = open();
    if (document === undefined) throw new Error(`The mutation "${name}" was called before its document was open.`);
    return document.mutate(name, ...args);
  };

export { LOADING, OPENING };
