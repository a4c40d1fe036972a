/** What browsers have beyond the language and reducers may use; and without what GraalJS adds for the command line. */

import { useBase64 } from "./values.js";

for (const name of [
  "load",
  "loadWithNewGlobal",
  "print",
  "printErr",
  "Graal",
  "Polyglot",
  "Java",
  "Packages",
  "java",
  "javax",
  "quit",
  "exit",
  "read",
  "readbuffer",
]) {
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

/** The legacy numbers of the names that are thrown here. */
const ERROR_CODES = { InvalidCharacterError: 5, DataCloneError: 25 };

class DOMException extends Error {
  #name;

  constructor(message = "", name = "Error") {
    super(message);
    this.#name = String(typeof name === "object" && name !== null ? (name.name ?? "Error") : name);
  }

  get name() {
    return this.#name;
  }

  get code() {
    return ERROR_CODES[this.#name] ?? 0;
  }
}
globalThis.DOMException = DOMException;

globalThis.btoa = (binary) => {
  const text = String(binary);
  let out = "";
  for (let i = 0; i < text.length; i += 3) {
    const [a, b, c] = [text.charCodeAt(i), text.charCodeAt(i + 1), text.charCodeAt(i + 2)];
    if (a > 255 || b > 255 || c > 255)
      throw new DOMException("btoa takes characters up to U+00FF.", "InvalidCharacterError");
    const bits = (a << 16) | (b << 8) | c;
    out += DIGITS[bits >> 18] + DIGITS[(bits >> 12) & 63];
    out += i + 1 < text.length ? DIGITS[(bits >> 6) & 63] : "=";
    out += i + 2 < text.length ? DIGITS[bits & 63] : "=";
  }
  return out;
};

globalThis.atob = (base64) => {
  const invalid = () => new DOMException("This is not base64.", "InvalidCharacterError");
  const all = String(base64).replace(/[\t\n\f\r ]/g, "");
  const text = all.length % 4 === 0 ? all.replace(/==?$/, "") : all;
  if (text.length % 4 === 1) throw invalid();
  let out = "";
  let bits = 0;
  let held = 0;
  for (const digit of text) {
    const value = valueOf.get(digit);
    if (value === undefined) throw invalid();
    bits = (bits << 6) | value;
    held += 6;
    if (held >= 8) {
      held -= 8;
      out += String.fromCharCode((bits >> held) & 255);
    }
  }
  return out;
};

const UTF8_LABELS = ["utf-8", "utf8", "unicode-1-1-utf-8", "unicode11utf8", "unicode20utf8", "x-unicode20utf8"];

/** The bytes of one character of well-formed text. */
function utf8Of(character) {
  const code = character.codePointAt(0);
  if (code < 0x80) return [code];
  if (code < 0x800) return [0xc0 | (code >> 6), 0x80 | (code & 63)];
  if (code < 0x10000) return [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
  return [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
}

globalThis.TextEncoder = class TextEncoder {
  get encoding() {
    return "utf-8";
  }

  encode(text = "") {
    const bytes = [];
    for (const character of String(text).toWellFormed()) bytes.push(...utf8Of(character));
    return Uint8Array.from(bytes);
  }

  encodeInto(text, into) {
    if (!(into instanceof Uint8Array)) throw new TypeError("encodeInto writes into a Uint8Array.");
    let [read, written] = [0, 0];
    for (const character of String(text).toWellFormed()) {
      const bytes = utf8Of(character);
      if (written + bytes.length > into.length) break;
      into.set(bytes, written);
      read += character.length;
      written += bytes.length;
    }
    return { read, written };
  }
};

/** The bytes that a decoder is given, as `BufferSource` has it. */
function bytesOf(input) {
  if (input instanceof ArrayBuffer) return new Uint8Array(input);
  if (!ArrayBuffer.isView(input)) throw new TypeError("A TextDecoder decodes an ArrayBuffer or a view of one.");
  return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
}

globalThis.TextDecoder = class TextDecoder {
  #fatal;
  #keepsMark;
  /** Of a stream: the bytes that a character begins with. */
  #begun = [];
  #atStart = true;

  constructor(label = "utf-8", { fatal = false, ignoreBOM = false } = {}) {
    if (!UTF8_LABELS.includes(String(label).trim().toLowerCase()))
      throw new RangeError(`A mutation decodes UTF-8 only, not ${label}.`);
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

  decode(input = new Uint8Array(), { stream = false } = {}) {
    const given = bytesOf(input);
    const bytes = this.#begun.length > 0 ? Uint8Array.of(...this.#begun, ...given) : given;
    this.#begun = [];
    let text = "";
    let at = 0;
    while (at < bytes.length) {
      const { code, length, isCut } = codePoint(bytes, at);
      if (isCut && stream) {
        this.#begun = [...bytes.subarray(at)];
        break;
      }
      if (code === null && this.#fatal) {
        this.#atStart = true;
        throw new TypeError("The bytes are not UTF-8.");
      }
      if (!this.#atStart || code !== 0xfeff || this.#keepsMark)
        text += code === null ? "\ufffd" : String.fromCodePoint(code);
      this.#atStart = false;
      at += length;
    }
    if (!stream) this.#atStart = true;
    return text;
  }
};

/** One character of UTF-8, or null for the longest beginning of one that is cut short, as the Encoding Standard counts replacements. */
function codePoint(bytes, at) {
  const first = bytes[at];
  if (first < 0x80) return { code: first, length: 1 };
  const more =
    first >= 0xc2 && first <= 0xdf ? 1 : first >= 0xe0 && first <= 0xef ? 2 : first >= 0xf0 && first <= 0xf4 ? 3 : 0;
  if (more === 0) return { code: null, length: 1 };
  let code = first & (0x3f >> more);
  for (let i = 1; i <= more; i++) {
    const byte = bytes[at + i];
    const low = i === 1 && first === 0xe0 ? 0xa0 : i === 1 && first === 0xf0 ? 0x90 : 0x80;
    const high = i === 1 && first === 0xed ? 0x9f : i === 1 && first === 0xf4 ? 0x8f : 0xbf;
    if (byte === undefined || byte < low || byte > high) return { code: null, length: i, isCut: byte === undefined };
    code = (code << 6) | (byte & 63);
  }
  return { code, length: more + 1 };
}

/** Proxies, which nothing else tells from other objects. */
const proxies = new WeakSet();
const isNoted = (proxy) => {
  proxies.add(proxy);
  return proxy;
};
const { revocable } = Proxy;
Proxy.revocable = (target, handler) => {
  const made = revocable(target, handler);
  isNoted(made.proxy);
  return made;
};
globalThis.Proxy = new Proxy(Proxy, { construct: (real, [target, handler]) => isNoted(new real(target, handler)) });
Object.defineProperty(Proxy.revocable, "name", { value: "revocable" });

const ERRORS = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

/** Types whose instances keep more than their properties. */
const UNCLONED = () => [WeakMap, WeakSet, WeakRef, Promise, Iterator, TextEncoder, TextDecoder, URL, URLSearchParams];

const notCloned = (what) => new DOMException(`${what} cannot be cloned.`, "DataCloneError");

globalThis.structuredClone = function structuredClone(...args) {
  if (args.length === 0) throw new TypeError("structuredClone is given nothing to clone.");
  const copies = new Map();
  const copy = (original) => {
    if (typeof original === "function" || typeof original === "symbol") throw notCloned(`A ${typeof original}`);
    if (typeof original !== "object" || original === null) return original;
    if (!copies.has(original)) {
      const { made, fill } = shell(original, copy);
      copies.set(original, made);
      fill();
    }
    return copies.get(original);
  };
  const made = copy(args[0]);
  for (const buffer of args[1]?.transfer ?? []) {
    if (!(buffer instanceof ArrayBuffer)) throw notCloned("What is transferred and is not an ArrayBuffer");
    buffer.transfer();
  }
  return made;
};

/** A copy of an object that has no content yet, since its content may contain it. */
function shell(original, copy) {
  const whole = (made) => ({ made, fill: () => {} });
  if (proxies.has(original) || UNCLONED().some((type) => original instanceof type)) throw notCloned("This object");
  if (original instanceof Date) return whole(new Date(original.getTime()));
  if (original instanceof RegExp) return whole(new RegExp(original.source, original.flags));
  if (original instanceof ArrayBuffer) return whole(original.slice(0));
  if (original instanceof DataView)
    return whole(new DataView(copy(original.buffer), original.byteOffset, original.byteLength));
  if (ArrayBuffer.isView(original))
    return whole(new original.constructor(copy(original.buffer), original.byteOffset, original.length));
  if ([Boolean, Number, String, BigInt].some((type) => original instanceof type))
    return whole(Object(original.valueOf()));
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
    if (original.cause !== undefined)
      Object.defineProperty(error, "cause", { value: copy(original.cause), writable: true, configurable: true });
    return whole(error);
  }
  const made = Array.isArray(original) ? new Array(original.length) : {};
  const define = (key) =>
    Object.defineProperty(made, key, {
      value: copy(original[key]),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  return { made, fill: () => Object.keys(original).forEach(define) };
}
