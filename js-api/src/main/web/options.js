import { absoluteUrl } from "./configuration.js";
import { failure, invalid, kindOf } from "./errors.js";
import { USER_CHARS_MAX } from "./limits.js";

/** @typedef {ReturnType<typeof checkedOpenOptions>} CheckedOpenOptions */

const ID = /^[A-Za-z0-9._~-]{1,128}$/;
const STORAGES = ["auto", "opfs", "indexeddb", "memory"];
const DURABILITIES = ["strict", "relaxed"];
const INTEGERS = ["auto", "bigint", "number"];
const TIMEOUT_MS_MAX = 2 ** 31 - 1;

/**
 * @param {unknown} id
 * @returns {string}
 */
export function checkedId(id) {
  if (typeof id !== "string" || !ID.test(id)) {
    const got = typeof id === "string" ? JSON.stringify(id.length > 40 ? `${id.slice(0, 40)}…` : id) : kindOf(id);
    throw invalid(`A document id is 1 to 128 characters of A-Z a-z 0-9 . _ ~ -; this is ${got}.`);
  }
  return id;
}

/**
 * What a document is opened with: all but `token` and `waitForSync` as the worker gets it.
 *
 * @param {unknown} options
 */
export function checkedOpenOptions(options) {
  const given = record(options, "openDocument() needs options with at least a `reducer`");
  if (given.reducer === undefined) {
    throw invalid(
      '`reducer` is missing: give the URL of the reducer module, for example new URL("./reducer.js", import.meta.url).',
    );
  }
  if (/** @type {any} */ (given.reducer)?.mutations)
    throw invalid(
      "`reducer` is a reducer itself: the page needs its URL. The plugin sqlsync/vite puts it there; or make the file with `sqlsync build-reducer`.",
    );
  const reducer = absoluteUrl(given.reducer, "`reducer`").href;
  const { token, user, create = true, waitForSync = false } = given;
  if (token !== undefined && typeof token !== "string" && typeof token !== "function") {
    throw invalid(`\`token\` must be a string, or a function that returns one; it is ${kindOf(token)}.`);
  }
  if (user !== undefined && typeof user !== "string")
    throw invalid(`\`user\` must be a string; it is ${kindOf(user)}.`);
  if (user !== undefined && user.length > USER_CHARS_MAX)
    throw invalid(`\`user\` has ${user.length} characters; ${USER_CHARS_MAX} is the most.`);
  if (typeof create !== "boolean") throw invalid(`\`create\` must be true or false; it is ${kindOf(create)}.`);
  if (typeof waitForSync !== "boolean" && !(typeof waitForSync === "number" && waitForSync >= 0)) {
    throw invalid(`\`waitForSync\` must be true, false or milliseconds; it is ${kindOf(waitForSync)}.`);
  }
  return {
    order: {
      reducer,
      storage: oneOf(given.storage, "storage", STORAGES),
      create,
      user,
      coordinator: checkedCoordinator(given.coordinator),
      token: token !== undefined,
    },
    token: /** @type {string | (() => unknown) | undefined} */ (token),
    /** Whether a mutation is answered when it is durable, not when it is applied. */
    strict: oneOf(given.durability, "durability", DURABILITIES) === "strict",
    waitForSync,
    /** How long a query and a mutation may run; 0 for no limit, undefined for the worker's own. */
    queryTimeoutMs: checkedTimeout(given.queryTimeoutMs, "queryTimeoutMs"),
    mutationTimeoutMs: checkedTimeout(given.mutationTimeoutMs, "mutationTimeoutMs"),
  };
}

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {number | undefined} as the worker gets it: 0 for no limit, undefined for its own
 */
function checkedTimeout(value, name) {
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !(value > 0))
    throw invalid(`\`${name}\` must be milliseconds, more than 0, or Infinity; it is ${kindOf(value)}.`);
  return value === Infinity ? 0 : Math.min(Math.ceil(value), TIMEOUT_MS_MAX);
}

/**
 * @param {unknown} value of an imported file
 * @returns {number | undefined}
 */
export function checkedSchemaVersion(value) {
  if (value === undefined) return undefined;
  if (typeof value === "number" && (value | 0) === value && value >= 0) return value;
  throw invalid(
    `\`schemaVersion\` must be how many of the reducer's migrations the file has had, an integer from 0; it is ${kindOf(value)}.`,
  );
}

/**
 * @param {unknown} value
 * @returns {string | undefined}
 */
function checkedCoordinator(value) {
  if (value === undefined) return undefined;
  const url = absoluteUrl(value, "`coordinator`");
  const { protocol } = url;
  if (protocol !== "ws:" && protocol !== "wss:")
    throw invalid(`\`coordinator\` must be a ws: or wss: URL; it begins with ${protocol}`);
  // No socket takes one.
  url.hash = "";
  return url.href;
}

/**
 * @param {unknown} options
 * @param {number} [timeoutMs] of the handle
 * @returns {{ params?: unknown, integers: string, timeoutMs: number | undefined, signal: AbortSignal | undefined }}
 */
export function checkedQueryOptions(options = {}, timeoutMs) {
  const given = record(options, "The options of a query are an object, with parameters as { params: [1] }");
  const integers = oneOf(given.integers, "integers", INTEGERS);
  timeoutMs = checkedTimeout(given.timeoutMs, "timeoutMs") ?? timeoutMs;
  return { params: given.params, integers, timeoutMs, signal: checkedSignal(given.signal) };
}

/**
 * @param {unknown} signal
 * @returns {AbortSignal | undefined} not aborted yet
 */
export function checkedSignal(signal) {
  if (signal === undefined) return undefined;
  // By its look, as one of another window does as well.
  const given = /** @type {AbortSignal | null} */ (signal);
  if (typeof given?.aborted !== "boolean") throw invalid(`\`signal\` must be an AbortSignal; it is ${kindOf(signal)}.`);
  if (given.aborted) throw aborted(given);
  return given;
}

/** @param {AbortSignal} signal */
export const aborted = (signal) => failure("aborted", "Aborted by the `signal` given.", { cause: signal.reason });

/**
 * @param {unknown} options
 * @param {string} sentence without its end
 * @returns {Record<string, unknown>}
 */
export function record(options, sentence) {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw invalid(`${sentence}; it got ${kindOf(options)}.`);
  return /** @type {Record<string, unknown>} */ (options);
}

/**
 * @param {unknown} value
 * @param {string} name
 * @param {string[]} allowed the first is the default
 */
function oneOf(value, name, allowed) {
  if (value === undefined) return allowed[0];
  if (typeof value === "string" && allowed.includes(value)) return value;
  const got = typeof value === "string" ? JSON.stringify(value) : kindOf(value);
  throw invalid(`\`${name}\` must be one of ${allowed.map((each) => `"${each}"`).join(", ")}; it is ${got}.`);
}
