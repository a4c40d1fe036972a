/** What makes the default export of a module a reducer. Importing this changes nothing. */

/**
 * What `checkReducer` has found a module to export.
 *
 * @typedef {object} Reducer
 * @property {string} name
 * @property {(string | ((tx: import("./transaction.js").Transaction) => unknown))[]} migrations
 * @property {Mutations} mutations
 */

/** @typedef {Record<string, (tx: import("./transaction.js").Transaction, args: unknown) => unknown>} Mutations */

/** As `ReplicationLimits` has it: no coordinator reads a longer one. */
const NAME_CHARS_MAX = 128;

/** Its message is a sentence for the developer. */
export class UnusableReducer extends Error {}

/**
 * @param {object} module
 * @param {string} url for messages
 * @returns {Reducer} the default export, found to be a reducer
 */
export function checkReducer(module, url) {
  /** @type {(what: string) => never} */
  const complain = (what) => {
    throw new UnusableReducer(`The reducer ${url} ${what}`);
  };
  if (!("default" in module)) complain("has no default export; export default { name, migrations, mutations }.");
  const reducer = /** @type {any} */ (module.default);
  if (typeof reducer !== "object" || reducer === null)
    complain(
      `exports as its default ${reducer === null ? "null" : `a ${typeof reducer}`}, not an object { name, migrations, mutations }.`,
    );
  if (typeof reducer.then === "function") complain("exports as its default a promise, not the reducer itself.");
  if (typeof reducer.name !== "string" || reducer.name === "")
    complain("has no name; give the document type a name that is a text.");
  if (reducer.name.length > NAME_CHARS_MAX)
    complain(`has a name of ${reducer.name.length} characters; ${NAME_CHARS_MAX} is the most.`);
  if (!Array.isArray(reducer.migrations)) complain("has no migrations; they are an array, oldest first, [] for none.");
  for (let i = 0; i < reducer.migrations.length; i++) {
    const kind = typeof reducer.migrations[i];
    if (kind !== "string" && kind !== "function")
      complain(`has a migration ${i} that is neither a text nor a function.`);
  }
  if (typeof reducer.mutations !== "object" || reducer.mutations === null)
    complain("has no mutations; they are an object of functions.");
  for (const name of Object.keys(reducer.mutations)) {
    if (typeof reducer.mutations[name] !== "function") complain(`has a mutation "${name}" that is not a function.`);
  }
  // One document's mutation must not change what another's does.
  for (const object of [reducer, reducer.migrations, reducer.mutations]) Object.freeze(object);
  return reducer;
}
