import { openDocument } from "./sqlsync.js";

/** @typedef {import("./react.d.ts").DocumentState<any>} DocumentState */
/** @typedef {import("./sqlsync.d.ts").OpenOptions} OpenOptions */

/** @type {DocumentState} */
export const OPENING = Object.freeze({ phase: "opening", document: undefined, error: undefined });

/**
 * What distinguishes a handle from others: all options by value, but for those that may be other objects at every rendering.
 *
 * @param {string} id
 * @param {OpenOptions} options
 */
export const documentKey = (id, { token, signal, ...others }) => JSON.stringify([id, others, token !== undefined]);

/**
 * @param {string} id
 * @param {OpenOptions} options
 * @returns {import("./source.js").Begin<DocumentState>} opens the document; its source's `latest` is the token to be used
 */
export const opening = (id, options) => (set, source) => {
  const { token, signal } = options;
  const ending = new AbortController();
  const abort = () => ending.abort(signal?.reason);
  /** @type {import("./sqlsync.d.ts").SqlDocument | undefined} */
  let document;
  let ended = false;
  /** @type {OpenOptions} */
  const asked = { ...options, signal: ending.signal };
  if (token !== undefined) {
    source.latest = token;
    asked.token = () => {
      const latest = /** @type {NonNullable<typeof token>} */ (source.latest);
      return typeof latest === "function" ? latest() : latest;
    };
  }
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort);
  openDocument(id, asked)
    .then(
      (opened) => {
        if (ended) return opened.close();
        document = opened;
        opened.addEventListener("status", () => {
          const { problem } = opened.status;
          if (problem?.code === "closed") set({ phase: "closed", document: undefined, error: problem });
        });
        set({ phase: "open", document, error: undefined });
      },
      (error) => set({ phase: "failed", document: undefined, error }),
    )
    .finally(() => signal?.removeEventListener("abort", abort));
  return () => {
    ended = true;
    ending.abort();
    // Where it fails, nobody handles the rejection, and so the browser reports it.
    document?.close();
  };
};
