/** Reducer modules: loading, checking, and running their mutations and migrations. */

import { pin } from "./determinism.js";
import { secureGlobals } from "./globals.js";
import { checkReducer, UnusableReducer } from "./reducer-check.js";
import { Transaction } from "./transaction.js";
import { decodeValue, encodeValue } from "./values.js";

export { checkReducer };

/** @typedef {import("./reducer-check.js").Reducer} Reducer */
/** @typedef {import("./reducer-check.js").Mutations} Mutations */

/**
 * A reducer's address, as far as this worker has loaded it.
 *
 * @typedef {object} Loaded
 * @property {number} imports how often it was imported, also in vain
 * @property {string | null} text that the reducer was made of; null where it is not known
 * @property {Reducer | null} reducer that was imported last; null before the first
 */

/** @type {Map<string, Loaded>} by URL */
const known = new Map();

/** How long an opening waits for the server to say whether the file has changed. */
const REVALIDATION_MS = 1_000;

/**
 * Loads a reducer module, and checks what it exports. The server is asked each time whether the file is still the same; where it
 * differs, it is imported anew. Where the server does not answer in time, what is loaded is used, or what the browser keeps.
 *
 * @param {string} url absolute
 * @returns {Promise<Reducer>} the reducer, the same object as before where the file is the same; fails with an `Error` whose message
 *   is a sentence for the developer
 */
export async function loadReducer(url) {
  secureGlobals();
  const loaded = known.get(url) ?? { imports: 0, text: null, reducer: null };
  known.set(url, loaded);
  const asked = servedText(url);
  const text = await Promise.race([asked, silence()]);
  if (loaded.reducer !== null && (text === null || text === loaded.text)) return loaded.reducer;
  try {
    // A fragment makes it another module to the browser, and the same file to its cache, which the question has brought up to date.
    const module = await importByBrowser(loaded.imports++ === 0 ? url : `${url}#load-${loaded.imports}`);
    loaded.reducer = checkReducer(module, url);
  } catch (error) {
    throw error instanceof UnusableReducer ? error : new UnusableReducer(await explain(url, error));
  }
  loaded.text = text;
  return loaded.reducer;
}

/**
 * What the server, or a service worker in its place, has under the address now. Only of this origin: a policy may allow scripts of
 * another one and no requests to it.
 *
 * @param {string} url
 * @returns {Promise<string | null>} null where that cannot be known; fails where the server says that there is no such file
 */
async function servedText(url) {
  if (new URL(url).origin !== location.origin) return null;
  let response;
  try {
    response = await fetch(url, { cache: "no-cache" });
    if (response.ok) return await response.text();
  } catch {
    return null;
  }
  if (!REFUSALS.includes(response.status)) return null;
  throw new UnusableReducer(`The reducer ${url} cannot be fetched: the server answers ${response.status}.`);
}

/** Answers about the file; others are about the server, which may be well again in a moment. */
const REFUSALS = [400, 401, 403, 404, 405, 410, 451];

const silence = () => new Promise((resolve) => setTimeout(resolve, REVALIDATION_MS, null));

/**
 * The one import of an address known at run time only: the package's build marks it for bundlers, which are to leave it alone.
 *
 * @param {string} url
 */
const importByBrowser = (url) => import(url);

/** Of the stack of what a reducer threw. */
const STACK_CHARS_MAX = 4_000;

/** Of the arguments of a mutation that a message shows. */
const ARGS_CHARS_MAX = 80;

const INLINED =
  "The reducer is a data: URL, because a bundler has put its text into the page; a content security policy forbids such scripts. " +
  'With Vite, name it new URL("./reducer.js?no-inline", import.meta.url), or put the file into public/.';

/**
 * Browsers do not say why an import failed; a look at the address does.
 *
 * @param {string} url
 * @param {unknown} error
 */
async function explain(url, error) {
  if (url.startsWith("data:")) return `${INLINED} ${messageOf(error)}`;
  let response;
  try {
    response = await fetch(url);
  } catch {
    return `The reducer ${url} cannot be fetched: the server does not answer, or does not allow this origin to read it.`;
  }
  if (!response.ok) return `The reducer ${url} cannot be fetched: the server answers ${response.status}.`;
  const type = response.headers.get("content-type") ?? "no type";
  if (!/javascript|ecmascript/i.test(type))
    return `The reducer ${url} is served as ${type}; a module must be served as text/javascript.`;
  const message = messageOf(error).replace(/\.+$/, "");
  if (error instanceof SyntaxError) return `The reducer ${url} is not valid JavaScript: ${message}.`;
  return `The reducer ${url} failed while it was loaded: ${message}.`;
}

/**
 * @param {Reducer} reducer
 * @returns {string[]} what `checkReducer` has looked at
 */
export const mutationNames = (reducer) => Object.keys(reducer.mutations);

/**
 * @param {Reducer} reducer
 * @param {number} version
 * @returns {string | null} the SQL of that migration; null where it is code
 */
export function migrationText({ migrations }, version) {
  const migration = migrations[version];
  return typeof migration === "string" ? migration : null;
}

/**
 * How something of a reducer ended: with a result as text, or with a reason and a message.
 *
 * @typedef {{ text: string } | { reason: string, message: string, thrown?: { name: string, message: string, stack: string } | null }} Ending
 */

/**
 * @param {Reducer} reducer
 * @param {string} name of a mutation that it has
 * @param {string} args encoded
 * @param {Transaction} tx
 * @param {() => number} random in [0, 1)
 * @returns {Ending} never throws
 */
export function runMutation(reducer, name, args, tx, random) {
  return ending(tx, () => {
    const result = pin(tx.timestamp, random, () => called(reducer.mutations, name, tx, args));
    if (isThenable(result)) return asynchronous(result, `The mutation "${name}"`);
    return { text: encodeValue(result, "result") };
  });
}

/**
 * What the engine says of arguments that are not what the mutation expects does not say whose they were.
 *
 * @param {Mutations} mutations
 * @param {string} name
 * @param {Transaction} tx
 * @param {string} args encoded
 */
function called(mutations, name, tx, args) {
  try {
    return mutations[name](tx, decodeValue(args));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const given = args.length > ARGS_CHARS_MAX ? `${args.slice(0, ARGS_CHARS_MAX)}…` : args;
    const told = new TypeError(
      `The mutation "${name}", called ${given ? `with ${given}` : "without arguments"}: ${error.message}`,
    );
    told.stack = error.stack;
    throw told;
  }
}

/**
 * @param {Reducer} reducer
 * @param {number} version
 * @param {Transaction} tx
 * @param {() => number} random in [0, 1)
 * @returns {Ending} never throws
 */
export function runMigration(reducer, version, tx, random) {
  return ending(tx, () => {
    const migration = reducer.migrations[version];
    if (typeof migration === "string") {
      tx.run(migration);
      return { text: "" };
    }
    const result = pin(tx.timestamp, random, () =>
      /** @type {(tx: Transaction) => unknown} */ (reducer.migrations[version])(tx),
    );
    return isThenable(result) ? asynchronous(result, `Migration ${version}`) : { text: "" };
  });
}

/**
 * @param {Transaction} tx
 * @param {() => Ending} work
 * @returns {Ending}
 */
function ending(tx, work) {
  let end;
  try {
    end = work();
  } catch (error) {
    end = { reason: "threw", message: messageOf(error), thrown: thrownError(error) };
  } finally {
    Transaction.end(tx);
  }
  const rejection = Transaction.rejectionOf(tx);
  return rejection === null ? end : { reason: rejection.code, message: rejection.message };
}

/**
 * What a developer needs to find the line.
 *
 * @param {unknown} error
 * @returns {{ name: string, message: string, stack: string } | null} null for what is not an Error, and says nothing of its place
 */
function thrownError(error) {
  try {
    if (!(error instanceof Error)) return null;
    return {
      name: String(error.name),
      message: String(error.message),
      stack: String(error.stack ?? "").slice(0, STACK_CHARS_MAX),
    };
  } catch {
    return null;
  }
}

/**
 * @param {unknown} value
 * @returns {value is PromiseLike<unknown>}
 */
function isThenable(value) {
  return (
    value !== null &&
    (typeof value === "object" || typeof value === "function") &&
    typeof (/** @type {{ then?: unknown }} */ (value).then) === "function"
  );
}

/**
 * @param {PromiseLike<unknown>} promise
 * @param {string} what
 */
function asynchronous(promise, what) {
  Promise.resolve(promise).catch(() => {});
  return { reason: "async", message: `${what} returned a promise; mutations and migrations are synchronous.` };
}

/** @param {unknown} error */
function messageOf(error) {
  try {
    return error instanceof Error
      ? error.message || error.name
      : `The reducer threw ${String(error)}, which is not an Error.`;
  } catch {
    return "The reducer threw something that cannot be described.";
  }
}
