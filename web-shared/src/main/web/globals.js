/**
 * What a reducer finds in the global scope. What gives the same everywhere is there. What reads a clock, chance, the network or the
 * machine, or comes back later, throws while a mutation runs, and says what to use instead. Reading such a function is allowed: libraries
 * look what there is when they are loaded.
 */

import { isPinned } from "./determinism.js";
import { DETERMINISTIC, unavailable } from "./global-names.js";
import { freezeIntrinsics } from "./intrinsics.js";
import { installMath } from "./math.js";

/**
 * Objects of the platform that are missing on a coordinator: reading them throws, too.
 *
 * @type {(string | symbol)[]}
 */
const OBJECTS = ["navigator", "location", "indexedDB", "caches", "origin"];

/** Objects whose functions are gated one by one. */
const NAMESPACES = ["Intl", "WebAssembly", "Atomics", "Temporal", "crypto", "performance"];

/** Where the platform lacks them, they are functions that throw. */
const FUNCTIONS = (
  "setTimeout clearTimeout setInterval clearInterval queueMicrotask fetch importScripts XMLHttpRequest WebSocket EventSource BroadcastChannel MessageChannel Worker " +
  "SharedArrayBuffer Atomics WeakRef FinalizationRegistry Blob File Intl"
).split(" ");

/** What newer browsers have and the coordinator's engine has not: it is taken away, so that libraries find the same on both. */
const NEWER = (
  "Temporal Float16Array fromAsync isError fromBase64 fromHex toBase64 toHex setFromBase64 setFromHex getFloat16 setFloat16 toTemporalInstant f16round " +
  "sumPrecise rawJSON isRawJSON getOrInsert getOrInsertComputed zip zipKeyed"
).split(" ");

/** The engine uses instances of these while a mutation runs; a reducer cannot make one then. */
const OURS = new Set(["WeakRef", "FinalizationRegistry", "MessagePort"]);

/** @type {WeakMap<Function, Function>} by what they gate, and by themselves */
const gates = new WeakMap();

/**
 * `target`, whose arguments, and `this`, `check` looks at while a mutation runs, and may throw.
 *
 * @template {Function} T
 * @param {T} target
 * @param {(args: any[], self?: any) => void} check
 * @returns {T}
 */
function checked(target, check) {
  /** @type {T} */
  const proxy = new Proxy(target, {
    apply(real, self, args) {
      if (isPinned()) check(args, self);
      return Reflect.apply(real, self, args);
    },
    construct(real, args, newTarget) {
      if (isPinned()) check(args);
      return Reflect.construct(real, args, newTarget === proxy ? real : newTarget);
    },
  });
  return proxy;
}

/**
 * `target`, which throws while a mutation runs.
 *
 * @template {Function} T
 * @param {T} target
 * @param {string} name
 * @returns {T}
 */
function gated(target, name) {
  if (gates.has(target)) return /** @type {T} */ (gates.get(target));
  const gate = checked(target, () => {
    throw new Error(unavailable(name));
  });
  gates.set(target, gate);
  gates.set(gate, gate);
  return gate;
}

/**
 * Gates the functions of an object, one by one, and of what they construct.
 *
 * @param {object} object
 * @param {string} name
 */
function gateMembers(object, name) {
  for (const key of Reflect.ownKeys(object)) {
    const property = /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(object, key));
    if (!property.configurable || key === Symbol.hasInstance) continue;
    // Browsers keep some globals in the prototype of the global object. What is read there is gated by its own functions.
    const global = name.endsWith("GlobalScope");
    if (global && (DETERMINISTIC.has(key) || (property.get && !OBJECTS.includes(key)))) continue;
    const full = key === "constructor" ? name : global ? String(key) : `${name}.${String(key)}`;
    for (const part of /** @type {const} */ (["value", "get", "set"])) {
      if (typeof property[part] !== "function") continue;
      if (part === "value" && name === "Intl" && property.value.prototype) gateMembers(property.value.prototype, full);
      property[part] = gated(property[part], full);
    }
    Object.defineProperty(object, key, property);
  }
}

/** @param {string} name */
const publicName = (name) => (name === "Crypto" || name === "Performance" ? name.toLowerCase() : name);

function gateGlobals() {
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const property = /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(globalThis, name));
    if (DETERMINISTIC.has(name) || !property.configurable) continue;
    if (typeof property.value === "function") {
      if (property.value.prototype && !OURS.has(name)) {
        gateMembers(property.value.prototype, publicName(name));
        gateMembers(property.value, name);
      }
      property.value = gated(property.value, name);
    } else if (property.value !== undefined && NAMESPACES.includes(name)) {
      gateMembers(property.value, name);
    } else if (OBJECTS.includes(name) && property.get) {
      property.get = gated(property.get, name);
    } else if (property.set) {
      property.set = gated(property.set, name);
    }
    Object.defineProperty(globalThis, name, property);
  }
}

function addMissing() {
  /** @param {string} name */
  const stub = (name) =>
    function () {
      throw new Error(unavailable(name));
    };
  /** @type {(object: object, name: string, value: unknown) => object} */
  const define = (object, name, value) =>
    Object.defineProperty(object, name, { value, writable: true, enumerable: false, configurable: true });
  for (const name of FUNCTIONS) if (!(name in globalThis)) define(globalThis, name, stub(name));
  for (const [name, members] of /** @type {[string, string[]][]} */ ([
    ["crypto", ["getRandomValues", "randomUUID"]],
    ["performance", ["now", "mark", "measure"]],
    ["WebAssembly", ["validate", "compile", "instantiate"]],
  ])) {
    if (name in globalThis) continue;
    const object = {};
    for (const member of members) define(object, member, stub(`${name}.${member}`));
    define(globalThis, name, object);
  }
  for (const name of OBJECTS) {
    if (!(name in globalThis))
      Object.defineProperty(globalThis, name, {
        get: () => undefined,
        set: undefined,
        enumerable: false,
        configurable: true,
      });
  }
}

function gateLocales() {
  const upper = String.prototype.toUpperCase;
  const lower = String.prototype.toLowerCase;
  String.prototype.toLocaleUpperCase = new Proxy(upper, { apply: (real, self) => Reflect.apply(real, self, []) });
  String.prototype.toLocaleLowerCase = new Proxy(lower, { apply: (real, self) => Reflect.apply(real, self, []) });
  String.prototype.localeCompare = gated(String.prototype.localeCompare, "localeCompare");
  for (const type of [Number, BigInt])
    type.prototype.toLocaleString = gated(type.prototype.toLocaleString, "toLocaleString");
  for (const name of /** @type {const} */ (["toLocaleString", "toLocaleDateString", "toLocaleTimeString"]))
    Date.prototype[name] = gated(Date.prototype[name], "toLocaleString");
}

function removeNewer() {
  const iterator = /** @type {Record<string, unknown>} */ (globalThis.Iterator ?? {});
  /** @type {object[]} */
  const owners = [
    globalThis,
    Array,
    Error,
    Uint8Array,
    ...[Uint8Array, DataView, Date, Map, WeakMap].map((type) => type.prototype),
    Math,
    JSON,
    iterator,
  ];
  for (const owner of /** @type {Record<string, unknown>[]} */ (owners)) for (const name of NEWER) delete owner[name];
  delete iterator.concat;
}

/** Engines know other encodings, the coordinator does not. */
function limitDecoder() {
  const real = TextDecoder;
  globalThis.TextDecoder = real.prototype.constructor = checked(real, ([label]) => {
    if (new real(label).encoding !== "utf-8") throw new RangeError(`A mutation decodes UTF-8 only, not ${label}.`);
  });
}

const CONSOLE =
  "assert clear count countReset debug dir dirxml error group groupCollapsed groupEnd info log table time timeEnd timeLog trace warn".split(
    " ",
  );

/** The same methods everywhere. What a platform lacks does nothing. */
function sameConsole() {
  const real = /** @type {Console & Record<string, Function | undefined>} */ (console);
  /** @type {Record<string, Function>} */
  const same = {};
  for (const name of CONSOLE) same[name] = real[name]?.bind(real) ?? (() => {});
  Object.defineProperty(globalThis, "console", { value: same, writable: true, enumerable: false, configurable: true });
}

/** Of hosts that have to be looked up in tables of Unicode, whose versions differ, and of what engines read differently. */
const ODD_HOST = /[^\w.:[\]-]|xn--/i;
const ODD_HOST_OF_URL =
  /^[\0- ]*(file:|((https?|wss?|ftp):[\\/]*|[\\/]{2,})([^\\/?#]*@|(?![^\\/?#]*@))[^\\/?#]*?([^\w.:[\]\\/?#@-]|xn--))/i;

/**
 * A function whose arguments are URLs, or a host.
 *
 * @template {Function} T
 * @param {T} target
 * @param {RegExp} odd
 */
const limitHosts = (target, odd) =>
  checked(target, (args) => {
    if (
      args.some((text) =>
        odd.test(
          String(text)
            .replace(/[\t\n\r]/g, "")
            .trim(),
        ),
      )
    )
      throw new Error("A mutation reads no file: URLs, and hosts of ASCII letters, digits, dots and dashes only.");
  });

function limitUrls() {
  const real = /** @type {typeof URL & Record<string, Function>} */ (URL);
  for (const name of ["parse", "canParse"]) if (real[name]) real[name] = limitHosts(real[name], ODD_HOST_OF_URL);
  for (const name of ["href", "host", "hostname"]) {
    const { set } = /** @type {Required<PropertyDescriptor>} */ (Object.getOwnPropertyDescriptor(real.prototype, name));
    Object.defineProperty(real.prototype, name, { set: limitHosts(set, name === "href" ? ODD_HOST_OF_URL : ODD_HOST) });
  }
  for (const name of ["createObjectURL", "revokeObjectURL"])
    real[name] = gated(real[name] ?? (() => {}), `URL.${name}`);
  globalThis.URL = real.prototype.constructor = limitHosts(real, ODD_HOST_OF_URL);
}

/** A coordinator cannot stop a function of its engine, and one that sorts so many elements takes seconds. */
const SORTED_MAX = 1_000_000;
/** The same for one that visits them. */
const VISITED_MAX = 10_000_000;

/**
 * @param {number} length
 * @param {number} max
 * @param {string} name
 */
function checkLength(length, max, name) {
  if (length > max)
    throw new RangeError(
      `${name}() takes at most ${max} elements in a mutation, because nothing can stop it; here are ${length}. Use SQL, or a loop.`,
    );
}

function limitLengths() {
  const array = /** @type {any} */ (Array.prototype);
  for (const [name, max] of /** @type {[string, number][]} */ ([
    ["sort", SORTED_MAX],
    ["toSorted", SORTED_MAX],
    ["fill", VISITED_MAX],
  ]))
    array[name] = checked(array[name], (_, self) => checkLength(self?.length, max, name));
  Array.from = checked(Array.from, ([items]) => checkLength(items?.length, VISITED_MAX, "Array.from"));
}

let secured = false;

/** Makes the realm fit for reducers, before the first is loaded. Called again, it does nothing. */
export function secureGlobals() {
  if (secured) return;
  secured = true;
  removeNewer();
  limitDecoder();
  limitUrls();
  limitLengths();
  addMissing();
  sameConsole();
  gateGlobals();
  gateLocales();
  installMath();
  freezeIntrinsics();
}
