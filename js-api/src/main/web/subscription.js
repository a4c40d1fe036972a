import { unsupported } from "./errors.js";

/** @typedef {import("./handle.js").Handle} Handle */
/** @typedef {import("./sqlsync.d.ts").SqlSyncError} SqlSyncError */

const LATER = "This version of SQLSync does not have subscriptions: run `query` again after your own mutations.";
/**
 * What `using` looks for; older browsers lack it, and then a polyfill may bring it.
 *
 * @type {typeof Symbol.dispose}
 */
const dispose = Symbol.dispose ?? Symbol.for("Symbol.dispose");

/** @param {Handle} handle */
function refusal(handle) {
  try {
    handle.checkOpen();
    return unsupported(LATER);
  } catch (closed) {
    return /** @type {SqlSyncError} */ (closed);
  }
}

/**
 * @param {Handle} handle
 * @param {unknown} options
 * @returns {import("./sqlsync.d.ts").Subscription<any>}
 */
export function subscribe(handle, options) {
  const { onError } = /** @type {{ onError?: unknown }} */ (options ?? {});
  let active = true;
  const unsubscribe = () => {
    active = false;
  };
  queueMicrotask(() => {
    if (!active) return;
    const error = refusal(handle);
    if (typeof onError === "function") onError(error);
    else reportError(error);
  });
  return { rows: undefined, unsubscribe, [dispose]: unsubscribe };
}

/**
 * @param {Handle} handle
 * @returns {AsyncIterableIterator<any>}
 */
export function live(handle) {
  return {
    next: async () => {
      throw refusal(handle);
    },
    return: async () => ({ done: true, value: undefined }),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
