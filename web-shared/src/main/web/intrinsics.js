/**
 * All reducers of a worker, and all documents of a reducer, share one JavaScript realm. So nothing of it may change once a reducer
 * is there: what one document's mutation patched would be seen by the next document's.
 */

/** Properties that libraries assign to objects of their own which inherit them. */
const OVERRIDDEN = [
  "constructor",
  "toString",
  "valueOf",
  "toJSON",
  "toLocaleString",
  "name",
  "message",
  "cause",
  "stack",
  "next",
  "return",
  "throw",
];

/**
 * Engines take shortcuts as long as `constructor` and `then` of these are plain properties.
 *
 * @param {object} prototype
 */
const keepsShortcuts = (prototype) =>
  [Array.prototype, Promise.prototype, RegExp.prototype, Object.getPrototypeOf(Uint8Array.prototype)].includes(
    prototype,
  );

/** What only syntax leads to. */
function* hidden() {
  yield* [function () {}, function* () {}, async function () {}, async function* () {}, () => {}, class {}];
  yield* [
    [][Symbol.iterator](),
    new Map()[Symbol.iterator](),
    new Set()[Symbol.iterator](),
    ""[Symbol.iterator](),
    "".matchAll(/x/g),
    new Uint8Array()[Symbol.iterator](),
  ];
  yield (function* () {})();
  yield (async function* () {})();
  if (typeof Iterator === "function")
    yield* [
      Iterator.from({ next() {} }),
      /** @type {ArrayIterator<never> & { map(f: (x: unknown) => unknown): object }} */ ([].values()).map((x) => x),
    ];
  if (typeof Intl === "object" && Intl.Segmenter)
    yield* [new Intl.Segmenter().segment(""), new Intl.Segmenter().segment("")[Symbol.iterator]()];
}

/** Every object of the realm itself, by where it was found. Getters are not called. */
export function intrinsics() {
  /** @type {Map<object, string>} */
  const found = new Map();
  /**
   * @param {unknown} value
   * @param {string} path
   */
  const visit = (value, path) => {
    if (
      (typeof value !== "object" && typeof value !== "function") ||
      value === null ||
      value === globalThis ||
      found.has(value)
    )
      return;
    found.set(value, path);
    visit(Object.getPrototypeOf(value), `${path}.__proto__`);
    for (const key of Reflect.ownKeys(value)) {
      const property = /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(value, key));
      for (const part of [property.value, property.get, property.set]) visit(part, `${path}.${String(key)}`);
    }
  };
  for (const key of Reflect.ownKeys(globalThis)) {
    const property = /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(globalThis, key));
    for (const part of [property.value, property.get, property.set]) visit(part, String(key));
  }
  visit(Object.getPrototypeOf(globalThis), "globalThis.__proto__");
  for (const value of hidden()) {
    visit(Object.getPrototypeOf(value), "syntax");
    if (typeof value === "function" && value.prototype)
      visit(Object.getPrototypeOf(value.prototype), "syntax.prototype");
  }
  return found;
}

/** Whether this engine keeps `RegExp.input` and its like, which show what was matched last, whoever's it was. Firefox does. */
let keepsMatches = false;

/** Before somebody else's work: nothing was matched yet. */
export function forgetMatches() {
  if (keepsMatches) /(?:)/.exec("");
}

let frozen = false;

/** From here on no object of the realm changes. Called again, it does nothing. */
export function freezeIntrinsics() {
  if (frozen) return;
  frozen = true;
  for (const key of Reflect.ownKeys(RegExp)) {
    if (!["length", "name", "prototype", "escape", Symbol.species].includes(key))
      keepsMatches = !Reflect.deleteProperty(RegExp, key) || keepsMatches;
  }
  const all = intrinsics();
  for (const [object] of all) {
    const prototype =
      (typeof object === "object" || object === Function.prototype) &&
      (Object.hasOwn(object, "constructor") || Object.hasOwn(object, "next"));
    for (const key of Reflect.ownKeys(object)) {
      const property = /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(object, key));
      if (!property.configurable || !("value" in property)) continue;
      if (prototype && isOverridden(object, key))
        Object.defineProperty(object, key, overridable(object, /** @type {string} */ (key), property));
    }
    Object.freeze(object);
  }
  for (const key of Reflect.ownKeys(globalThis)) {
    const property = /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(globalThis, key));
    if (!property.configurable) continue;
    Object.defineProperty(
      globalThis,
      key,
      "value" in property ? { writable: false, configurable: false } : { configurable: false },
    );
  }
  Object.preventExtensions(globalThis);
}

/**
 * @param {object} object
 * @param {string | symbol} key
 */
function isOverridden(object, key) {
  if (typeof key !== "string" || (keepsShortcuts(object) && ["constructor", "then"].includes(key))) return false;
  return (
    [Object.prototype, Map.prototype, Set.prototype, WeakMap.prototype].includes(object) || OVERRIDDEN.includes(key)
  );
}

/**
 * An inherited property that is read-only forbids to assign its namesake of an heir. An accessor does not.
 *
 * @param {object} object
 * @param {string} key
 * @param {PropertyDescriptor} property
 */
function overridable(object, key, { value, enumerable }) {
  // Methods, since these have no prototype objects of their own.
  const { get, set } = {
    get() {
      return value;
    },
    /** @type {(own: unknown) => void} */
    set(own) {
      if (this === object || this === undefined || this === null)
        throw new TypeError(`${key} belongs to all documents and cannot be changed.`);
      Object.defineProperty(this, key, { value: own, writable: true, enumerable: true, configurable: true });
    },
  };
  return { get: Object.freeze(get), set: Object.freeze(set), enumerable, configurable: false };
}
