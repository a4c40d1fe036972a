/** What browsers have beyond the language and `values.js` counts on; and without what GraalJS adds for the command line. */

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
