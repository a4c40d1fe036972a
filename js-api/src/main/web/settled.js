import { decodeValue } from "#shared/values.js";

/** @typedef {import("#shared/messages.d.ts").SentPending} SentPending */
/** @typedef {import("#shared/messages.d.ts").SentRejected} SentRejected */
/** @typedef {import("./sqlsync.d.ts").PendingMutation} PendingMutation */
/** @typedef {import("./sqlsync.d.ts").RejectedMutation} RejectedMutation */

/**
 * What was asked for, as it can be asked for again: `mutate(name, args)`, or `mutateAll(args)`.
 *
 * @param {[name: string, args: string][]} calls
 */
function asked(calls) {
  const decoded = calls.map(([name, args]) => /** @type {const} */ ([name, decodeValue(args)]));
  if (decoded.length === 1) return { name: decoded[0][0], args: decoded[0][1] };
  return { name: "mutateAll", args: decoded };
}

/**
 * @param {SentPending} sent
 * @param {PendingMutation["settled"]} settled
 * @returns {PendingMutation}
 */
export const toPending = ({ id, calls, timestamp, state }, settled) =>
  Object.freeze({ id, ...asked(calls), timestamp, state, settled });

/**
 * @param {SentRejected} sent
 * @returns {RejectedMutation}
 */
export const toRejected = ({ id, calls, code, message, timestamp }) =>
  Object.freeze({ id, ...asked(calls), code, message, timestamp });
