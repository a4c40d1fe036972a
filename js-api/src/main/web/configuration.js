import { invalid, kindOf } from "./errors.js";
import { record } from "./options.js";

/**
 * @typedef {object} Configuration
 * @property {string} namespace
 * @property {string} [workerUrl] absolute
 * @property {string} [storageHostUrl] absolute
 * @property {string} [wasmUrl] absolute
 */

const URLS = /** @type {const} */ (["workerUrl", "storageHostUrl", "wasmUrl"]);
const NAMESPACE = /^[A-Za-z0-9._~-]{1,64}$/;

/**
 * @param {unknown} options as given to `configure()`
 * @returns {Configuration}
 */
export function checkedConfiguration(options) {
  const given = record(options, "configure() needs an object");
  const { namespace = "default" } = given;
  if (typeof namespace !== "string" || !NAMESPACE.test(namespace)) {
    throw invalid("configure(): `namespace` must be 1 to 64 characters of A-Z a-z 0-9 . _ ~ -.");
  }
  /** @type {Configuration} */
  const configuration = { namespace };
  for (const name of URLS) {
    if (given[name] !== undefined) configuration[name] = ownUrl(given[name], name);
  }
  return configuration;
}

/**
 * @param {unknown} value
 * @param {string} name
 */
function ownUrl(value, name) {
  const url = absoluteUrl(value, `configure(): \`${name}\``);
  // Where there is no page, nothing is loaded either.
  if (typeof location !== "undefined" && url.origin !== location.origin) {
    throw invalid(`configure(): \`${name}\` is ${url.href}; it must be on this page's origin (${location.origin}).`);
  }
  return url.href;
}

/**
 * @param {unknown} value a URL, or its text, which counts from the page
 * @param {string} name of the value in error messages
 */
export function absoluteUrl(value, name) {
  if (typeof value !== "string" && !(value instanceof URL))
    throw invalid(`${name} must be a URL or its text; it is ${kindOf(value)}.`);
  try {
    return new URL(value, globalThis.document?.baseURI);
  } catch {
    throw invalid(`${name} is not a URL: "${value}".`);
  }
}

/**
 * @param {Configuration} a
 * @param {Configuration} b
 */
export const sameConfiguration = (a, b) => JSON.stringify(a) === JSON.stringify(b);
