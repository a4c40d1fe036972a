/**
 * The text form of mutation arguments and results: JSON in which `{"$bytes":"<base64>"}` is a Uint8Array and
 * `{"$bigint":"<digits>"}` a bigint. An object of its own with a single key that begins with "$" gets one more "$" before
 * that key. The empty text is undefined. Encoding the same value again gives the same text.
 */

const DEPTH_MAX = 1000;
const BASE64_CHUNK_BYTES = 0x8000;

/** Text that SQLite and the wire, which speak UTF-8, would not give back as it was. */
const HALF_A_PAIR = /\p{Surrogate}/u;

/** Says where in a value the part lies that cannot be stored. */
export class UnstorableValue extends Error {
  /**
   * @param {string} path like `args.items[2].due`
   * @param {string} what
   */
  constructor(path, what) {
    super(`${path} ${what}`);
  }
}

/** A value has more bytes than it may. */
export class TooLargeValue extends Error {}

/**
 * @param {unknown} value
 * @param {string} name of the value in error messages
 * @returns {string}
 * @throws {UnstorableValue}
 */
export function encodeValue(value, name) {
  return value === undefined
    ? ""
    : JSON.stringify(toJson(value, { name, path: [], above: [], left: Infinity, inflated: 0 }));
}

/**
 * The same for a value whose size has a limit: of its text as UTF-8, where each byte of a Uint8Array counts as one. What is
 * clearly too large is refused before it is copied.
 *
 * @param {unknown} value
 * @param {string} name
 * @param {number} bytesMax
 * @returns {{ text: string, bytes: number }}
 * @throws {UnstorableValue | TooLargeValue}
 */
export function encodeLimited(value, name, bytesMax) {
  if (bytesMax < 0) throw new TooLargeValue();
  if (value === undefined) return { text: "", bytes: 0 };
  const walk = { name, path: [], above: [], left: bytesMax, inflated: 0 };
  const text = JSON.stringify(toJson(value, walk));
  const bytes = new TextEncoder().encode(text).length - walk.inflated;
  if (bytes > bytesMax) throw new TooLargeValue();
  return { text, bytes };
}

/**
 * @param {Walk} walk
 * @param {number} bytes that the text has at least for a part of the value
 */
function spend(walk, bytes) {
  walk.left -= bytes;
  if (walk.left < 0) throw new TooLargeValue();
}

/**
 * @param {string} text
 * @returns {unknown}
 */
export function decodeValue(text) {
  if (text === "") return undefined;
  const value = JSON.parse(text);
  // Only an object that begins with such a key needs another look.
  return text.includes('{"$') ? fromJson(value) : value;
}

/**
 * @typedef {object} Walk
 * @property {string} name
 * @property {(string | number)[]} path
 * @property {object[]} above
 * @property {number} left bytes that may still come
 * @property {number} inflated characters that base64 has beyond the bytes it stands for
 */

/**
 * @param {unknown} value
 * @param {Walk} walk
 * @returns {unknown} the value itself where JSON has it
 */
function toJson(value, walk) {
  switch (typeof value) {
    case "string":
      spend(walk, value.length);
      if (HALF_A_PAIR.test(value))
        throw unstorable(walk, "has half a surrogate pair, which is not a character; a Uint8Array keeps anything.");
      return value;
    case "boolean":
      return value;
    case "number":
      if (!Number.isFinite(value))
        throw unstorable(walk, `is ${value}, which JSON does not have; use null or a string.`);
      return value;
    case "bigint":
      checkDepth(walk);
      return { $bigint: String(value) };
    case "object":
      break;
    default:
      throw unstorable(walk, `is ${value === undefined ? value : `a ${typeof value}`}, which cannot be stored.`);
  }
  if (value === null) return null;
  checkDepth(walk);
  if (isBytes(value)) {
    spend(walk, value.length);
    const base64 = toBase64(value);
    walk.inflated += base64.length - value.length;
    return { $bytes: base64 };
  }
  if (walk.above.includes(value)) throw unstorable(walk, "contains itself.");
  walk.above.push(value);
  const json = Array.isArray(value) ? arrayToJson(value, walk) : objectToJson(value, walk);
  walk.above.pop();
  return json;
}

/**
 * Of what is an object or array in JSON: bytes and bigints, too, since engines limit what they write.
 *
 * @param {Walk} walk
 */
function checkDepth(walk) {
  if (walk.above.length === DEPTH_MAX) throw unstorable(walk, `lies deeper than ${DEPTH_MAX} levels.`);
}

/**
 * @param {unknown[]} array
 * @param {Walk} walk
 */
function arrayToJson(array, walk) {
  // Each item has a character or more.
  spend(walk, array.length);
  const copy = new Array(array.length);
  for (let i = 0; i < array.length; i++) {
    walk.path.push(i);
    copy[i] = toJson(array[i], walk);
    walk.path.pop();
  }
  return copy;
}

/**
 * @param {object} object
 * @param {Walk} walk
 */
function objectToJson(object, walk) {
  const prototype = Object.getPrototypeOf(object);
  // Also the Object.prototype of another window.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw unstorable(
      walk,
      `is a ${prototype.constructor?.name ?? "class instance"}; only plain objects, arrays and Uint8Array can be stored.`,
    );
  }
  /** @type {[string, unknown][]} */
  const entries = [];
  for (const [key, value] of Object.entries(object)) {
    if (value === undefined) continue;
    walk.path.push(key);
    if (HALF_A_PAIR.test(key)) throw unstorable(walk, "has a key with half a surrogate pair.");
    entries.push([key, toJson(value, walk)]);
    walk.path.pop();
  }
  if (entries.length === 1 && entries[0][0].startsWith("$")) entries[0][0] = `$${entries[0][0]}`;
  // fromEntries defines properties, so that a key named __proto__ is one like any other.
  return Object.fromEntries(entries);
}

/**
 * @param {any} json
 * @returns {unknown}
 */
function fromJson(json) {
  if (typeof json !== "object" || json === null) return json;
  const keys = Object.keys(json);
  if (!Array.isArray(json) && keys.length === 1 && keys[0].startsWith("$")) {
    const content = json[keys[0]];
    if (keys[0] === "$bytes") return fromBase64(content);
    if (keys[0] === "$bigint") return BigInt(content);
    return { [keys[0].slice(1)]: fromJson(content) };
  }
  for (const key of keys) json[key] = fromJson(json[key]);
  return json;
}

/**
 * Also of another window.
 *
 * @param {unknown} value
 * @returns {value is Uint8Array}
 */
export function isBytes(value) {
  return ArrayBuffer.isView(value) && /** @type {any} */ (value)[Symbol.toStringTag] === "Uint8Array";
}

/**
 * Base64 made by the engine's host, where that is faster; `decode` answers null for a text that is to be decoded here.
 *
 * @typedef {{ decode(text: string): Uint8Array | null, encode(bytes: Uint8Array): string }} Base64
 */

/** @type {Base64 | null} */
let native = null;

/** @param {Base64} base64 */
export function useBase64(base64) {
  native = base64;
}

/** @param {Uint8Array} bytes */
function toBase64(bytes) {
  if (native !== null) return native.encode(bytes);
  let binary = "";
  for (let at = 0; at < bytes.length; at += BASE64_CHUNK_BYTES) {
    binary += String.fromCharCode(...bytes.subarray(at, at + BASE64_CHUNK_BYTES));
  }
  return btoa(binary);
}

/** @param {string} text */
function fromBase64(text) {
  const decoded = native?.decode(text) ?? null;
  if (decoded !== null) return decoded;
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/**
 * @param {Walk} walk
 * @param {string} what
 */
function unstorable({ name, path }, what) {
  const place = path.map((step) =>
    typeof step === "number" ? `[${step}]` : /^[\w$]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`,
  );
  return new UnstorableValue(name + place.join(""), what);
}
