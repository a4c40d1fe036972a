/**
 * The globals as they are, before what a worker of SQLSync does to its own is done to them: `sandbox.js` puts them back. This module is
 * evaluated before `#shared/determinism.js`, which is the first to change something.
 */

/** @typedef {Map<string | symbol, PropertyDescriptor>} Properties */

/** Of what belongs to Node and to test runners, nothing is looked at. */
const FOREIGN = new Set(["process", "global", "globalThis", "console", "Buffer", "module", "require"]);

/** A method of `Intl.DateTimeFormat.prototype` is the deepest that is gated. */
const DEPTH_MAX = 4;

/** @param {object} object @returns {Properties} */
export const propertiesOf = (object) =>
  new Map(
    Reflect.ownKeys(object).map((key) => [
      key,
      /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(object, key)),
    ]),
  );

/** @returns {Map<object, Properties>} */
function realm() {
  /** @type {Map<object, Properties>} */
  const found = new Map();
  /** @type {(value: unknown, depth: number) => void} */
  const visit = (value, depth) => {
    if ((typeof value !== "object" && typeof value !== "function") || value === null || found.has(value)) return;
    const properties = propertiesOf(value);
    found.set(value, properties);
    if (depth === DEPTH_MAX) return;
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== null && value !== globalThis) visit(prototype, depth + 1);
    for (const [key, { value: next }] of properties) {
      if (value !== globalThis || !FOREIGN.has(String(key))) visit(next, depth + 1);
    }
  };
  visit(globalThis, 0);
  for (const name of OBJECTS) visit(Reflect.get(globalThis, name), 1);
  return found;
}

/** Node has getters for these; what is behind them is gated as in a browser, where they are found in other ways. */
const OBJECTS = ["crypto", "Crypto", "SubtleCrypto", "performance", "Performance"];

export const before = realm();

for (const name of OBJECTS) {
  const property = Object.getOwnPropertyDescriptor(globalThis, name);
  if (property?.get && property.configurable) {
    const value = Reflect.get(globalThis, name);
    Object.defineProperty(globalThis, name, { value, writable: true, enumerable: false, configurable: true });
  }
}
