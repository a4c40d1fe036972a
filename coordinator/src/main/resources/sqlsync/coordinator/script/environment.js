/** What browsers have beyond the language and reducers may use; and without what GraalJS adds for the command line. */

import { useBase64 } from "./values.js";

for (const name of ["load", "loadWithNewGlobal", "print", "printErr", "Graal", "Polyglot", "Java", "Packages", "java", "javax", "quit", "exit", "read", "readbuffer"]) {
  delete globalThis[name];
}

const { sqlsyncFromBase64, sqlsyncToBase64 } = globalThis;
delete globalThis.sqlsyncFromBase64;
delete globalThis.sqlsyncToBase64;

/**
 * Bytes of Java's as an array of JavaScript's own.
 *
 * @param {object | string} buffer a text where Java could not make it
 */
export function copied(buffer) {
  if (typeof buffer === "string") throw new Error(buffer);
  return new Uint8Array(new Uint8Array(new ArrayBuffer(buffer)));
}

useBase64({
  decode(text) {
    const buffer = sqlsyncFromBase64(text);
    return buffer === null ? null : copied(buffer);
  },
  encode: (bytes) => sqlsyncToBase64(bytes),
});

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const valueOf = new Map([...DIGITS].map((digit, value) => [digit, value]));

globalThis.btoa = (binary) => {
  const text = String(binary);
  let out = "";
  for (let i = 0; i < text.length; i += 3) {
    const [a, b, c] = [text.charCodeAt(i), text.charCodeAt(i + 1), text.charCodeAt(i + 2)];
    if (a > 255 || b > 255 || c > 255) throw new RangeError("btoa takes characters up to U+00FF.");
    const bits = (a << 16) | (b << 8) | c;
    out += DIGITS[bits >> 18] + DIGITS[(bits >> 12) & 63];
    out += i + 1 < text.length ? DIGITS[(bits >> 6) & 63] : "=";
    out += i + 2 < text.length ? DIGITS[bits & 63] : "=";
  }
  return out;
};

globalThis.atob = (base64) => {
  const text = String(base64).replace(/[\t\n\f\r ]/g, "").replace(/==?$/, "");
  if (text.length % 4 === 1) throw new RangeError("This is not base64.");
  let out = "";
  let bits = 0;
  let held = 0;
  for (const digit of text) {
    const value = valueOf.get(digit);
    if (value === undefined) throw new RangeError("This is not base64.");
    bits = (bits << 6) | value;
    held += 6;
    if (held >= 8) {
      held -= 8;
      out += String.fromCharCode((bits >> held) & 255);
    }
  }
  return out;
};

const UTF8_LABELS = ["utf-8", "utf8", "unicode-1-1-utf-8"];

globalThis.TextEncoder = class TextEncoder {
  get encoding() {
    return "utf-8";
  }

  encode(text = "") {
    const bytes = [];
    for (const character of String(text).toWellFormed()) {
      const code = character.codePointAt(0);
      if (code < 0x80) bytes.push(code);
      else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
      else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
      else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    }
    return Uint8Array.from(bytes);
  }
};

globalThis.TextDecoder = class TextDecoder {
  #fatal;
  #keepsMark;

  constructor(label = "utf-8", { fatal = false, ignoreBOM = false } = {}) {
    if (!UTF8_LABELS.includes(String(label).trim().toLowerCase())) throw new RangeError(`TextDecoder reads utf-8 only in a reducer, not ${label}.`);
    this.#fatal = Boolean(fatal);
    this.#keepsMark = Boolean(ignoreBOM);
  }

  get encoding() {
    return "utf-8";
  }

  get fatal() {
    return this.#fatal;
  }

  get ignoreBOM() {
    return this.#keepsMark;
  }

  decode(input = new Uint8Array()) {
    const bytes = ArrayBuffer.isView(input) ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength) : new Uint8Array(input);
    let text = "";
    let at = 0;
    while (at < bytes.length) {
      const { code, length } = codePoint(bytes, at);
      if (code === null && this.#fatal) throw new TypeError("The bytes are not UTF-8.");
      if (at > 0 || code !== 0xfeff || this.#keepsMark) text += code === null ? "\ufffd" : String.fromCodePoint(code);
      at += length;
    }
    return text;
  }
};

/** One character of UTF-8, or null for the longest beginning of one that is cut short, as the Encoding Standard counts replacements. */
function codePoint(bytes, at) {
  const first = bytes[at];
  if (first < 0x80) return { code: first, length: 1 };
  const more = first >= 0xc2 && first <= 0xdf ? 1 : first >= 0xe0 && first <= 0xef ? 2 : first >= 0xf0 && first <= 0xf4 ? 3 : 0;
  if (more === 0) return { code: null, length: 1 };
  let code = first & (0x3f >> more);
  for (let i = 1; i <= more; i++) {
    const byte = bytes[at + i];
    const low = i === 1 && first === 0xe0 ? 0xa0 : i === 1 && first === 0xf0 ? 0x90 : 0x80;
    const high = i === 1 && first === 0xed ? 0x9f : i === 1 && first === 0xf4 ? 0x8f : 0xbf;
    if (byte === undefined || byte < low || byte > high) return { code: null, length: i };
    code = (code << 6) | (byte & 63);
  }
  return { code, length: more + 1 };
}

const ERRORS = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

globalThis.structuredClone = function structuredClone(value) {
  const copies = new Map();
  const copy = (original) => {
    if (typeof original === "function" || typeof original === "symbol") throw new TypeError(`A ${typeof original} cannot be cloned.`);
    if (typeof original !== "object" || original === null) return original;
    if (!copies.has(original)) {
      const { made, fill } = shell(original, copy);
      copies.set(original, made);
      fill();
    }
    return copies.get(original);
  };
  return copy(value);
};

/** A copy of an object that has no content yet, since its content may contain it. */
function shell(original, copy) {
  const whole = (made) => ({ made, fill: () => {} });
  if (original instanceof Date) return whole(new Date(original.getTime()));
  if (original instanceof RegExp) return whole(new RegExp(original.source, original.flags));
  if (original instanceof ArrayBuffer) return whole(original.slice(0));
  if (original instanceof DataView) return whole(new DataView(copy(original.buffer), original.byteOffset, original.byteLength));
  if (ArrayBuffer.isView(original)) return whole(new original.constructor(copy(original.buffer), original.byteOffset, original.length));
  if ([Boolean, Number, String, BigInt].some((type) => original instanceof type)) return whole(Object(original.valueOf()));
  if (original instanceof Map) {
    const made = new Map();
    return { made, fill: () => [...original].forEach(([key, value]) => made.set(copy(key), copy(value))) };
  }
  if (original instanceof Set) {
    const made = new Set();
    return { made, fill: () => [...original].forEach((value) => made.add(copy(value))) };
  }
  if (original instanceof Error) {
    const error = new (ERRORS[original.name] ?? Error)(original.message);
    if (original.cause !== undefined) Object.defineProperty(error, "cause", { value: copy(original.cause), writable: true, configurable: true });
    return whole(error);
  }
  if ([WeakMap, WeakSet, Promise].some((type) => original instanceof type)) throw new TypeError("This object cannot be cloned.");
  const made = Array.isArray(original) ? new Array(original.length) : {};
  const define = (key) => Object.defineProperty(made, key, { value: copy(original[key]), writable: true, enumerable: true, configurable: true });
  return { made, fill: () => Object.keys(original).forEach(define) };
}
