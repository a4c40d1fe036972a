/**
 * The clock and the dice of the worker's global scope. While a mutation runs they answer from that mutation, so that a
 * replay does what the first run did; at all other times they are the real ones. They are put in place once and for all:
 * a reducer may have kept `Date` or `Math.random` in a constant of its own.
 */

const RealDate = Date;
const realRandom = Math.random;

/** @type {{ now: number, random: () => number } | null} */
let pinned = null;

const now = () => (pinned === null ? RealDate.now() : pinned.now);

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget === globalThis.Date ? target : newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, key) => (key === "now" ? now : Reflect.get(target, key)),
});

Math.random = () => (pinned === null ? realRandom() : pinned.random());

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
  try {
    return work();
  } finally {
    pinned = before;
  }
}
