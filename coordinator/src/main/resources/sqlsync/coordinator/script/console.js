/**
 * `console` of a reducer on the coordinator: lines of text for Java, which logs them. It calls nothing of the reducer's but traps of proxies, and
 * never throws. What only arranges lines (`clear`, `count`, `groupEnd`, `time` and so on) is left to `globals.js`, where it does nothing.
 */

const CHARS_MAX = 1000;
const ITEMS_MAX = 20;
const DEPTH_MAX = 3;
/** Beyond this, writing the digits would take time. */
const BIGINT_MAX = 2n ** 1024n;

const { sqlsyncConsoleAllows, sqlsyncConsoleWrite } = globalThis;
delete globalThis.sqlsyncConsoleAllows;
delete globalThis.sqlsyncConsoleWrite;

const dateText = Date.prototype.toISOString;
const regExpText = RegExp.prototype.toString;
const own = (object, key) => Object.getOwnPropertyDescriptor(object, key);

/** A property's value where reading it calls nothing. */
function plain(object, key) {
  for (let at = object; at !== null; at = Object.getPrototypeOf(at)) {
    const property = own(at, key);
    if (property !== undefined) return property.value;
  }
  return undefined;
}

function describe(value, depth) {
  switch (typeof value) {
    case "string":
      return depth === 0 ? value.slice(0, CHARS_MAX + 1) : JSON.stringify(value.slice(0, CHARS_MAX));
    case "bigint":
      return value > BIGINT_MAX || value < -BIGINT_MAX ? "[bigint]" : `${value}n`;
    case "function":
      return `[function ${String(plain(value, "name") ?? "").slice(0, 100)}]`;
    case "object":
      return value === null ? "null" : object(value, depth);
    default:
      return String(value);
  }
}

function object(value, depth) {
  if (value instanceof Error) {
    const stack = plain(value, "stack");
    return typeof stack === "string"
      ? stack.slice(0, CHARS_MAX + 1)
      : `${plain(value, "name")}: ${plain(value, "message")}`;
  }
  if (value instanceof Date) return Number.isNaN(value.valueOf()) ? "Invalid Date" : dateText.call(value);
  if (value instanceof RegExp) return regExpText.call(value);
  if (ArrayBuffer.isView(value))
    return value instanceof DataView ? "[DataView]" : listed(value, value.length, depth, "[]");
  if (Array.isArray(value)) return depth > DEPTH_MAX ? "[array]" : listed(value, value.length, depth, "[]");
  if (depth > DEPTH_MAX) return "[object]";
  if (value instanceof Map) return `Map(${value.size})`;
  if (value instanceof Set) return `Set(${value.size})`;
  const keys = Object.keys(value);
  const shown = keys.slice(0, ITEMS_MAX).map((key) => `${key.slice(0, 100)}: ${property(own(value, key), depth)}`);
  if (keys.length > ITEMS_MAX) shown.push("…");
  return shown.length === 0 ? "{}" : `{ ${shown.join(", ")} }`;
}

const property = (found, depth) =>
  found !== undefined && "value" in found ? describe(found.value, depth + 1) : "[getter]";

function listed(list, length, depth, [open, close]) {
  const shown = [];
  for (let i = 0; i < length && i < ITEMS_MAX; i++) {
    const item = own(list, i);
    shown.push(item === undefined ? "" : property(item, depth));
  }
  if (length > ITEMS_MAX) shown.push(`… of ${length}`);
  return open + shown.join(", ") + close;
}

/** Texts of the arguments with a space between; `%s` and its like in the first are replaced. */
function line(args) {
  const rest = [...args];
  let text = "";
  if (typeof rest[0] === "string" && rest.length > 1) {
    text = rest
      .shift()
      .slice(0, CHARS_MAX)
      .replace(/%[sdifoOc%]/g, (code) => {
        if (code === "%%" || rest.length === 0) return code === "%%" ? "%" : code;
        const next = rest.shift();
        return code === "%c" ? "" : describe(next, 0);
      });
    if (rest.length > 0) text += " ";
  }
  for (let i = 0; i < rest.length && text.length <= CHARS_MAX; i++) text += (i === 0 ? "" : " ") + describe(rest[i], 0);
  return text.slice(0, CHARS_MAX + 1);
}

function write(method, args) {
  if (!sqlsyncConsoleAllows()) return;
  let text;
  try {
    text = line(args);
  } catch {
    text = "[what cannot be described]";
  }
  sqlsyncConsoleWrite(method, text);
}

const writer =
  (method) =>
  (...args) =>
    write(method, args);

const written = {};
for (const method of [
  "debug",
  "dir",
  "dirxml",
  "error",
  "group",
  "groupCollapsed",
  "info",
  "log",
  "table",
  "trace",
  "warn",
])
  written[method] = writer(method);
written.assert = (condition, ...args) => {
  if (!condition) write("error", ["Assertion failed:", ...args]);
};
globalThis.console = written;
