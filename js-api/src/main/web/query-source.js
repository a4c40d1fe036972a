/** @typedef {import("./react.d.ts").QueryState<any>} QueryState */
/** @typedef {import("./react.d.ts").QueryHookOptions<any>} Options */
/** @typedef {import("./sqlsync.d.ts").SqlDocument<any>} SqlDocument */
/** @typedef {import("./sqlsync.d.ts").SqlQuery<any> | string} Query */

/** @type {QueryState} */
export const LOADING = Object.freeze({ loading: true, rows: undefined, error: undefined });

/** Milliseconds that rows are kept for a component that waited for them and has not shown them yet. */
const WAITED_FOR_MS = 5000;

/**
 * Text that queries share which give the same rows.
 *
 * @param {Query} query
 * @param {Options["integers"]} integers
 */
export const queryKey = (query, integers) =>
  JSON.stringify(
    typeof query === "string" ? [query, integers] : [query.sql, integers, query.params.map(paramKey), query.mapKey],
  );

/**
 * With its class, as 1, "1" and 1n differ. What the tag `sql` could not use has a reason, `why`.
 *
 * @param {any} param
 */
const paramKey = (param) => Object.prototype.toString.call(param) + String(param?.why ?? param);

/**
 * @param {SqlDocument} document
 * @param {Query} query
 * @param {Options["integers"]} integers
 * @returns {import("./source.js").Begin<QueryState>} subscribes
 */
export const watching = (document, query, integers) => (set, source) => {
  const subscription = document.subscribe(query, (rows) => set({ loading: false, rows, error: undefined }), {
    ...(integers && { integers }),
    onError: (error) => set({ loading: false, rows: source.state.rows, error }),
  });
  return () => subscription.unsubscribe();
};

/**
 * A promise for the first rows or the first error. A component that waits for it is not mounted: so the source has a listener here until
 * the component is, or for a while.
 *
 * @param {import("./source.js").Source<QueryState>} source
 */
export function firstRows(source) {
  if (source.waiting === undefined) {
    let release = () => {};
    const promise = new Promise((/** @type {(value: void) => void} */ resolve) => {
      release = source.subscribe(() => {
        resolve();
        setTimeout(release, WAITED_FOR_MS);
      });
    });
    source.waiting = { promise, release };
  }
  return source.waiting.promise;
}
