/** What tests give, checked with the modules of the page, and its errors. */
import { pathToFileURL } from "node:url";
import { Origin } from "./origin.js";
import { importReducer, pageOf } from "./program.js";
import { TestWorld } from "./test-world.js";

/** The clock of a test that sets none: 2025-01-01. */
const TIMESTAMP = Date.UTC(2025, 0, 1);
const SEED = 1;
const TIMESTAMP_MAX = 8.64e15;

/** The reducer's address in messages between page and engine. Each origin has one. */
export const REDUCER = "sqlsync-test:reducer";

/** @typedef {{ reducer: any, name: string }} Given a reducer, not checked yet, and what messages call it */

/** A page that opens nothing. */
export const page = pageOf(
  new Origin({ world: new TestWorld(0, 0), surroundings: /** @type {any} */ ({ reducer: async () => null }) }),
);

/**
 * @param {Record<string, unknown>} options
 * @param {string} of the function that got them
 * @returns {{ timestamp: number, seed: number }}
 */
export function checkedWorld(options, of) {
  const { timestamp = TIMESTAMP, seed = SEED } = page.record(options, `The options of ${of}() must be an object`);
  if (!Number.isSafeInteger(seed) || seed < 0 || seed > Number.MAX_SAFE_INTEGER / 2)
    throw page.invalid(`\`seed\` must be an integer from 0 to 2^52; it is ${page.kindOf(seed)}.`);
  return { timestamp: checkedTime(timestamp, "timestamp"), seed };
}

/** @param {unknown} user @returns {string | undefined} */
export const checkedUser = (user) => page.checkedOpenOptions({ reducer: REDUCER, user }).order.user;

/**
 * @param {unknown} claims
 * @returns {string | undefined} encoded
 */
export function checkedClaims(claims) {
  if (claims === undefined) return undefined;
  return page.encodeValue(page.record(claims, "`claims` must be an object"), "claims");
}

/** @param {unknown} time @param {string} name */
export function checkedTime(time, name) {
  const given = time instanceof Date ? time.getTime() : time;
  if (Number.isSafeInteger(given) && Math.abs(/** @type {number} */ (given)) <= TIMESTAMP_MAX)
    return /** @type {number} */ (given);
  throw page.invalid(`\`${name}\` must be a Date, or whole milliseconds since 1970; it is ${page.kindOf(time)}.`);
}

/**
 * @param {unknown} reducer an object, or the URL of a module
 * @param {string} to the function that got it
 * @returns {Promise<Given>}
 */
export async function loadedReducer(reducer, to) {
  if (typeof reducer === "object" && reducer !== null && !(reducer instanceof URL))
    return { reducer, name: `given to ${to}()` };
  if (typeof reducer !== "string" && !(reducer instanceof URL)) {
    throw page.invalid(
      `${to}() needs a reducer, { name, migrations, mutations }, or the URL of its module; it got ${page.kindOf(reducer)}.`,
    );
  }
  const url = new URL(reducer, pathToFileURL(`${process.cwd()}/`)).href;
  try {
    return await importReducer(url);
  } catch (error) {
    const { message, cause } = /** @type {Error} */ (error);
    throw page.failure("reducer-load-failed", message, { cause });
  }
}
