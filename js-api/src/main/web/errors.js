/** @typedef {import("./sqlsync.d.ts").SqlSyncErrorCode} Code */
/** @typedef {import("./sqlsync.d.ts").SqlSyncError} ContractError */
/** @typedef {{ reason?: string, documentId?: string, mutation?: string, retryable?: boolean, cause?: unknown }} Details */
/** @typedef {import("#shared/messages.d.ts").SentError} SentError */
/** @typedef {import("#shared/messages.d.ts").SentCause} SentCause */

/** Nobody else has it: so every `code` that a program meets is one of the contract. */
const maker = {};

export class SqlSyncError extends Error {
  /** Minifying takes the name of the class away. */
  static name = "SqlSyncError";

  /**
   * @private
   * @param {object} [madeBy]
   * @param {Code} [code]
   * @param {string} [message]
   * @param {Details} [details]
   */
  constructor(madeBy, code, message, details = {}) {
    if (madeBy !== maker) throw new TypeError("Only SQLSync makes a SqlSyncError.");
    super(message, details.cause === undefined ? undefined : details);
    this.code = /** @type {Code} */ (code);
    this.retryable = details.retryable ?? false;
    // Facts that this error does not have are not shown as undefined ones.
    for (const fact of /** @type {const} */ (["reason", "documentId", "mutation"])) {
      if (details[fact] !== undefined) /** @type {Details} */ (/** @type {unknown} */ (this))[fact] = details[fact];
    }
  }

  /** @returns {"SqlSyncError"} */
  get name() {
    return "SqlSyncError";
  }
}

/**
 * @param {Code} code
 * @param {string} message a sentence that a person can act on
 * @param {Details} [details]
 * @returns {ContractError}
 */
export function failure(code, message, details) {
  return new /** @type {any} */ (SqlSyncError)(maker, code, message, details);
}

/**
 * @param {string} message
 * @param {Details} [details]
 */
export const invalid = (message, details) => failure("invalid-argument", message, details);

/** @param {string} message */
export const unsupported = (message) => failure("unsupported", message);

/**
 * @param {SentError} sent
 * @param {string} [documentId] of the handle that asked
 */
export const received = (sent, documentId) =>
  failure(sent.code, sent.message, {
    ...sent,
    documentId: sent.documentId ?? documentId,
    cause: sent.cause && thrownError(sent.cause),
  });

/** What a reducer threw in the worker: an Error with its name and the lines of the reducer. @param {SentCause} sent */
function thrownError({ name, message, stack }) {
  const error = new Error(message);
  Object.defineProperty(error, "name", { value: name, configurable: true, writable: true });
  Object.defineProperty(error, "stack", { value: stack, configurable: true, writable: true });
  return error;
}

/** What a value is, in words for an error message. @param {unknown} value */
export function kindOf(value) {
  if (value === null || value === undefined || typeof value === "number") return String(value);
  if (typeof value !== "object") return `a ${typeof value}`;
  if (Array.isArray(value)) return "an array";
  const name = value.constructor?.name;
  return name && name !== "Object" ? `a ${name}` : "an object";
}
