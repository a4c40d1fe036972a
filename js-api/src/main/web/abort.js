/** @typedef {import("#shared/messages.d.ts").SentAbort} SentAbort */

/**
 * Calls back when the signal is aborted; at once where it is already.
 *
 * @param {AbortSignal | undefined} signal
 * @param {(signal: AbortSignal) => void} onAbort
 * @returns {() => void} ends that
 */
export function whenAborted(signal, onAbort) {
  const abort = () => signal && onAbort(signal);
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort);
  return () => signal?.removeEventListener("abort", abort);
}

/** @type {string | undefined} */
let canary;

const newUrl = () => URL.createObjectURL(new Blob());

/**
 * How the worker sees that a query is aborted while it runs it, and reads no messages: `url` is revoked.
 *
 * @returns {SentAbort}
 */
export const abortFlag = () => ({ url: newUrl(), canary: (canary ??= newUrl()) });

/** @param {SentAbort} flag */
export const raise = ({ url }) => URL.revokeObjectURL(url);
