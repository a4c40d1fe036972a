/**
 * What a worker does to its globals for good, done to those of a test while one of its mutations runs: `Date`, `Math`, locales, and what
 * a mutation may not use, with the same sentences. When this module is loaded, the worker's own code is applied to the realm, what it has
 * changed is noted, and all of it is put back before any other code runs. Objects are not frozen, since they belong to the test.
 *
 * A reducer that a test imports was loaded before, so what it has kept of the globals in a constant of its own (`const { now } = Date`)
 * is the real one here. In a browser it is not. `replay()` finds it.
 */
import { before, propertiesOf } from "./realm-before.js";
import { isPinned, pin as pinWorker } from "#shared/determinism.js";
import { secureGlobals } from "#shared/globals.js";

/** @typedef {Record<string | symbol, any>} Owner */
/** @typedef {{ owner: Owner, key: string | symbol, value: unknown }} Patch a value to assign while a mutation runs */
/** @typedef {{ owner: Owner, key: string | symbol, property: PropertyDescriptor }} Redefinition the same for an accessor */

const LANGUAGE = "Math JSON Intl Array BigInt DataView Date Error Map Number String URL Uint8Array WeakMap".split(" ");

/** @type {Patch[]} */
const patches = [];
/** @type {Redefinition[]} */
const redefinitions = [];

secureGlobals();
putBack();

/** Notes what was changed, and changes it back. */
function putBack() {
  const ours = patchedObjects();
  for (const [owner, properties] of before) {
    const now = propertiesOf(owner);
    for (const key of new Set([...properties.keys(), ...now.keys()])) {
      const [original, property] = [properties.get(key), now.get(key)];
      if (isSame(original, property)) continue;
      if (original === undefined) Reflect.deleteProperty(owner, key);
      else Object.defineProperty(owner, key, original);
      if (ours.has(owner) || (owner === Performance.prototype && key === "now")) note(owner, key, original, property);
    }
  }
  patches.push({ owner: globalThis, key: "console", value: consoleOutside() });
}

/**
 * The language's own objects, and `crypto`. Of all other classes of the platform it is enough that nobody can make an instance while a
 * mutation runs: they have hundreds of methods, and each mutation has to change what is changed here.
 */
function patchedObjects() {
  /** @type {Set<object>} */
  const found = new Set([globalThis, Object.getPrototypeOf(crypto)]);
  for (const name of LANGUAGE) {
    const object = before.get(globalThis)?.get(name)?.value;
    found.add(object);
    if (object.prototype) found.add(object.prototype);
  }
  return found;
}

/** @param {PropertyDescriptor | undefined} one @param {PropertyDescriptor | undefined} other */
function isSame(one, other) {
  if (one === undefined || other === undefined) return one === other;
  return Object.is(one.value, other.value) && one.get === other.get && one.set === other.set;
}

/**
 * What Node lacks needs no patch: a mutation that uses it fails anyway. What a coordinator lacks is undefined.
 *
 * @param {Owner} owner
 * @param {string | symbol} key
 * @param {PropertyDescriptor | undefined} original
 * @param {PropertyDescriptor | undefined} property
 */
function note(owner, key, original, property) {
  if (key === "console" || original === undefined) return;
  if (original.writable) patches.push({ owner, key, value: property?.value });
  else if (property !== undefined && (owner !== globalThis || key === "navigator"))
    redefinitions.push({ owner, key, property });
}

/** A test runner's console may use what a mutation may not. */
function consoleOutside() {
  return new Proxy(console, {
    get: (real, name) => {
      const member = Reflect.get(real, name);
      if (typeof member !== "function") return member;
      return (/** @type {unknown[]} */ ...args) => outside(() => member.apply(real, args));
    },
  });
}

/** @type {(() => void) | null} puts the globals back; null while no mutation runs */
let leave = null;

/** Assigning is ten times faster than defining. */
function enter() {
  const values = patches.map(({ owner, key }) => owner[key]);
  const properties = redefinitions.map(({ owner, key }) => Object.getOwnPropertyDescriptor(owner, key));
  for (const { owner, key, value } of patches) owner[key] = value;
  for (const { owner, key, property } of redefinitions) Object.defineProperty(owner, key, property);
  leave = () => {
    leave = null;
    patches.forEach(({ owner, key }, i) => (owner[key] = values[i]));
    redefinitions.forEach(({ owner, key }, i) => Object.defineProperty(owner, key, properties[i] ?? {}));
  };
}

/** @template T @param {() => T} work */
function outside(work) {
  if (leave === null) return work();
  leave();
  try {
    return work();
  } finally {
    enter();
  }
}

/**
 * Runs `work` in a world where it is `timestamp` and chance comes from `random`.
 *
 * @template T
 * @param {number} timestamp
 * @param {() => number} random
 * @param {() => T} work
 * @returns {T}
 */
export function pin(timestamp, random, work) {
  if (isPinned()) return pinWorker(timestamp, random, work);
  enter();
  try {
    return pinWorker(timestamp, random, work);
  } finally {
    leave?.();
  }
}
