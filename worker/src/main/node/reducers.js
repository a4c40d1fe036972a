/**
 * Reducers of the engine in Node, in place of `#shared/reducers.js`: they are given by whoever starts the engine, which hears of
 * everything they run.
 */
import { checkReducer, runMigration as migrate, runMutation as mutate } from "#shared/reducers.js";

export { migrationText, mutationNames } from "#shared/reducers.js";

/** @typedef {import("#shared/reducers.js").Reducer} Reducer */
/** @typedef {import("#shared/reducers.js").Ending} Ending */
/** @typedef {import("#shared/transaction.js").Transaction} Transaction */

/** @type {Map<object, Reducer>} by what was given */
const known = new Map();

/**
 * @param {string} url
 * @returns {Promise<Reducer>} the same object as before where the same was given
 */
export async function loadReducer(url) {
  const { reducer, name } = await surroundings.reducer(url);
  const before = known.get(reducer);
  if (before !== undefined) return before;
  const checked = checkReducer({ default: copyOf(reducer) }, name);
  known.set(reducer, checked);
  return checked;
}

/** What is checked is frozen, and this belongs to a test. @param {any} given */
function copyOf(given) {
  if (typeof given !== "object" || given === null || typeof given.then === "function") return given;
  const { name, migrations, mutations } = given;
  return {
    name,
    migrations: Array.isArray(migrations) ? [...migrations] : migrations,
    mutations: typeof mutations === "object" && mutations !== null ? { ...mutations } : mutations,
  };
}

/**
 * @param {Reducer} reducer
 * @param {string} name
 * @param {string} args encoded
 * @param {Transaction} tx
 * @param {() => number} random
 * @returns {Ending}
 */
export function runMutation(reducer, name, args, tx, random) {
  return surroundings.running({ name, args, tx }, () => mutate(reducer, name, args, tx, random));
}

/**
 * @param {Reducer} reducer
 * @param {number} version
 * @param {Transaction} tx
 * @param {() => number} random
 * @returns {Ending}
 */
export function runMigration(reducer, version, tx, random) {
  return surroundings.running({ name: null, args: String(version), tx }, () => migrate(reducer, version, tx, random));
}
