/** @typedef {import("#shared/messages.d.ts").SentAbort} SentAbort */

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
