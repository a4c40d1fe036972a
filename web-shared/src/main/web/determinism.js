/**
 * The clock and the dice of the worker's global scope. While a mutation runs they answer from that mutation, so that a
 * replay does what the first run did; at all other times they are the real ones. They are put in place once and for all:
 * a reducer may have kept `Date` or `Math.random` in a constant of its own. Local time is UTC, on a device as on a coordinator.
 */

import { forgetMatches } from "./intrinsics.js";

const RealDate = Date;
const realNow = Date.now;
const realRandom = Math.random;
const realParse = Date.parse;

/** @type {{ now: number, random: () => number } | null} */
let pinned = null;

const now = () => (pinned === null ? realNow() : pinned.now);

/** Date and time without an offset, which engines take for local time. */
const ISO_LOCAL = /^(\d{4}|[+-]\d{6})-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?$/;
/** What every engine reads alike: ISO 8601, and what `toUTCString` and `toString` write. */
const ISO = /^(\d{4}|[+-]\d{6})(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?$/;
const WRITTEN =
  /^[A-Z][a-z]{2},? (\d\d [A-Z][a-z]{2}|[A-Z][a-z]{2} \d\d) -?\d{4,6} \d\d:\d\d:\d\d GMT([+-]0000( \([\w ]*\))?)?$/;

/**
 * Engines take days that a month does not have for days of the next month, or for none.
 *
 * @param {string} text
 */
function parseIso(text) {
  const day = text.split("T")[0];
  const time = realParse(day);
  return time === time && new RealDate(time).toISOString().startsWith(day.replace("+00", "")) ? realParse(text) : NaN;
}

/** @param {unknown} given */
const parse = (given) => {
  const text = String(given);
  if (ISO_LOCAL.test(text)) return parseIso(`${text}Z`);
  if (ISO.test(text)) return parseIso(text);
  if (pinned === null || WRITTEN.test(text)) return realParse(text);
  throw new RangeError(
    `Date.parse in a mutation reads ISO 8601 only, like 2030-12-31T23:59:59Z, because engines read other texts differently; "${text.slice(0, 40)}" is not that.`,
  );
};

/**
 * The time value that `new Date(...args)` makes where local time is UTC.
 *
 * @param {any[]} args
 */
function timeOf(args) {
  if (args.length === 0) return now();
  if (args.length > 1) return RealDate.UTC(.../** @type {[number, number]} */ (args));
  const given = args[0];
  if (given instanceof RealDate) return given.getTime();
  const primitive =
    typeof given === "object" && given !== null && typeof given[Symbol.toPrimitive] === "function"
      ? given[Symbol.toPrimitive]("default")
      : (given?.valueOf?.() ?? given);
  const value = typeof primitive === "object" && primitive !== null ? String(primitive) : primitive;
  return typeof value === "string" ? parse(value) : value;
}

/** @type {DateConstructor} */
const PinnedDate = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, [timeOf(args)], newTarget === PinnedDate ? target : newTarget),
  apply: () => new RealDate(now()).toString(),
});
globalThis.Date = PinnedDate;
RealDate.now = exchange(RealDate.now, now);
RealDate.parse = exchange(realParse, parse);

const prototype = /** @type {Date & Record<string, (...args: any[]) => unknown>} */ (RealDate.prototype);
const { getTime } = prototype;
// The real one would be the way to the real clock.
prototype.constructor = PinnedDate;
for (const part of ["Date", "Day", "FullYear", "Hours", "Milliseconds", "Minutes", "Month", "Seconds"]) {
  prototype[`get${part}`] = exchange(prototype[`get${part}`], prototype[`getUTC${part}`]);
  if (part !== "Day") prototype[`set${part}`] = exchange(prototype[`set${part}`], prototype[`setUTC${part}`]);
}
if ("getYear" in prototype) {
  const { getUTCFullYear, setUTCFullYear } = prototype;
  prototype.getYear = exchange(
    prototype.getYear,
    (/** @type {Date} */ date) => call(getUTCFullYear, date) - 1900,
    true,
  );
  prototype.setYear = exchange(
    prototype.setYear,
    /** @type {(date: Date, year: unknown) => unknown} */
    (date, year) => {
      const whole = Math.trunc(Number(year));
      if (Number.isNaN(call(getTime, date))) date.setTime(0);
      return call(setUTCFullYear, date, whole >= 0 && whole <= 99 ? whole + 1900 : whole);
    },
    true,
  );
}
prototype.getTimezoneOffset = exchange(
  prototype.getTimezoneOffset,
  (/** @type {Date} */ date) => call(getTime, date) * 0,
  true,
);

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** @param {number} number */
const two = (number) => String(number).padStart(2, "0");
/** @param {Date} date */
const yearOf = (date) =>
  date.getUTCFullYear() < 0
    ? `-${String(-date.getUTCFullYear()).padStart(6, "0")}`
    : String(date.getUTCFullYear()).padStart(4, "0");
/** @param {Date} date */
const dayOf = (date) =>
  `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${two(date.getUTCDate())} ${yearOf(date)}`;
/** @param {Date} date */
const clockOf = (date) =>
  `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} GMT+0000 (Coordinated Universal Time)`;
/** @type {(write: (date: Date) => string) => (date: Date) => string} */
const shown = (write) => (date) => (Number.isNaN(call(getTime, date)) ? "Invalid Date" : write(date));
prototype.toString = exchange(
  prototype.toString,
  shown((date) => `${dayOf(date)} ${clockOf(date)}`),
  true,
);
prototype.toDateString = exchange(prototype.toDateString, shown(dayOf), true);
prototype.toTimeString = exchange(prototype.toTimeString, shown(clockOf), true);

Math.random = exchange(realRandom, () => (pinned === null ? realRandom() : pinned.random()));

/**
 * @param {Function} method
 * @param {unknown} self
 * @param {...unknown} args
 */
function call(method, self, ...args) {
  return Reflect.apply(method, self, args);
}

/**
 * A function with name and length of `original` that does `replacement`; with `method`, this is its first argument.
 *
 * @template {Function} T
 * @param {T} original
 * @param {(...args: any[]) => unknown} replacement
 */
function exchange(original, replacement, method = false) {
  return new Proxy(original, {
    apply: (target, self, args) => (method ? replacement(self, ...args) : Reflect.apply(replacement, self, args)),
  });
}

/** Whether a mutation or a migration is running. */
export const isPinned = () => pinned !== null;

/**
 * Runs `work` in a world where it is `timestamp` and chance comes from `random`.
 *
 * @template T
 * @param {number} timestamp milliseconds since the epoch
 * @param {() => number} random in [0, 1)
 * @param {() => T} work
 * @returns {T}
 */
export function pin(timestamp, random, work) {
  const before = pinned;
  pinned = { now: timestamp, random };
  forgetMatches();
  try {
    return work();
  } finally {
    pinned = before;
  }
}
