/** What `testing.js` and `node.js` share: a page within a program, and reducers that the program imports. */
import { SqlSyncError } from "./sqlsync.js";
import { pin } from "./sandbox.js";

/** @typedef {import("#node-surroundings").Surroundings} Surroundings */

/**
 * The modules of a page of an origin. Its errors are instances of the program's `SqlSyncError`, too.
 *
 * @param {import("./origin.js").Origin} origin
 */
export function pageOf(origin) {
  const modules = origin.page();
  Object.setPrototypeOf(modules.SqlSyncError.prototype, SqlSyncError.prototype);
  return modules;
}

/**
 * @param {string} url of a module
 * @returns {Promise<{ reducer: any, name: string }>} its default export, not checked yet; fails with a sentence for the developer
 */
export async function importReducer(url) {
  let module;
  try {
    module = await import(/* @vite-ignore */ url);
  } catch (cause) {
    const message = /** @type {Error} */ (cause).message.replace(/\.+$/, "");
    throw new Error(`The reducer ${url} could not be imported: ${message}.`, { cause });
  }
  if (!("default" in module))
    throw new Error(`The reducer ${url} has no default export; export default { name, migrations, mutations }.`);
  return { reducer: module.default, name: url };
}

/**
 * Surroundings of an engine whose reducers nobody watches.
 *
 * @param {Surroundings["reducer"]} reducer
 * @returns {Surroundings}
 */
export const unwatched = (reducer) => ({
  reducer,
  pin,
  traced: (engine) => engine,
  claims: (user, claims) => claims,
  running: (_what, run) => run(),
});
