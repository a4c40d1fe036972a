/**
 * Names of the global scope, as reducers find them. Importing this changes nothing, so that tools which check reducers can use it, too;
 * `globals.js` makes the scope so.
 */

/**
 * Names that give the same everywhere.
 *
 * @type {Set<string | symbol>}
 */
export const DETERMINISTIC = new Set(
  (
    "globalThis self console undefined NaN Infinity Object Function Array String Boolean Number BigInt Symbol Math JSON Date RegExp Map Set WeakMap WeakSet " +
    "Promise Proxy Reflect Iterator Error EvalError RangeError ReferenceError SyntaxError TypeError URIError AggregateError SuppressedError DOMException ArrayBuffer " +
    "DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array BigInt64Array " +
    "BigUint64Array parseInt parseFloat isNaN isFinite decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape eval " +
    "atob btoa structuredClone TextEncoder TextDecoder URL URLSearchParams"
  ).split(" "),
);

const LATER =
  "A mutation is synchronous and does the same wherever it runs; do this in the page, and pass what came of it as an argument.";
/** @type {Record<string, string | null>} by function or owner */
const ADVICE = {
  __proto__: null,
  crypto: "Use tx.uuid() or tx.random().",
  Crypto: "Use tx.uuid() or tx.random().",
  performance: "Use tx.timestamp.",
  Performance: "Use tx.timestamp.",
  Intl: "Store values, and format them in the page.",
  localeCompare: "Compare with < and >.",
  toLocaleString: "Store values, and format them in the page.",
};

/**
 * What an error says of a global that a mutation may not use.
 *
 * @param {string} name
 * @param {string} [owner] the first word of it
 */
export const unavailable = (name, owner = name.split(".")[0]) =>
  `${name} is not available in a mutation. ${ADVICE[/** @type {string} */ (name.split(".").at(-1))] ?? ADVICE[owner] ?? LATER}`;
