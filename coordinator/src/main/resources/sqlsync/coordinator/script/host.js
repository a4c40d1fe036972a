/**
 * Between Java and a reducer module. What Java offers never throws: it answers with a text where something went wrong.
 * Transactions, values, rows, clock and dice are the browser's own files.
 */

import { copied } from "./environment.js";
import "./console.js";
// After what it needs of the environment, and before the globals are frozen.
import "./url.js";
import { secureGlobals } from "./globals.js";
import { checkReducer, migrationText, mutationNames, runMigration, runMutation } from "./reducers.js";
import { SqliteRows } from "./sqlite-rows.js";
import { Transaction } from "./transaction.js";

// The reducer is imported after this module.
secureGlobals();

/** How integers come out: a number where it is exact, else a bigint. */
const AUTO = 0;

/** The part of `SqliteRows` that needs no statement. */
const kinds = new SqliteRows(null, null);

const BIGINT = 7;
const REFUSED = 0;

const failed = (message) => {
  throw new Error(message);
};

/**
 * @returns {{ names: string[] | null, kinds: number[] | null, values: unknown[] | null }} what Java binds; without kinds it refuses
 *   them as what they are, when their turn comes
 */
function parameters(params) {
  if (params === undefined || params === null) return { names: null, kinds: [], values: [] };
  if (typeof params !== "object") return { names: null, kinds: null, values: null };
  const names = Array.isArray(params) ? null : Object.keys(params);
  const given = names === null ? params : names.map((name) => params[name]);
  const values = [];
  const found = [];
  for (let i = 0; i < given.length; i++) {
    const kind = kinds.kind(given[i]);
    found.push(kind);
    // What is refused is refused when its turn comes, as in the browser: after the statement, and parameters of no name.
    values.push(kind === REFUSED ? kinds.describe(given[i]) : kind === BIGINT ? String(given[i]) : given[i]);
  }
  return { names, kinds: found, values };
}

/** What `SqliteRows` reads a row by: the columns of the statement that Java stands on. */
function reader(java) {
  const memory = {
    readText: () => java.text(),
    bytes: {
      slice() {
        return copied(java.blob());
      },
    },
  };
  const functions = {
    columnType: (statement, column) => java.columnType(column),
    columnDouble: (statement, column) => java.columnDouble(column),
    columnText: (statement, column) => java.select(column),
    columnBlob: (statement, column) => java.select(column),
    columnBytes: () => 0,
  };
  return new SqliteRows(functions, memory);
}

/** The engine that `transaction.js` asks for. */
function engine(java) {
  const run = (sql, params) => {
    const { names, kinds, values } = parameters(params);
    const changes = java.run(sql, names, kinds, values);
    return typeof changes === "string" ? failed(changes) : changes;
  };
  const rows = (sql, params, rowsMax, arrays) => {
    const { names, kinds, values } = parameters(params);
    const found = [];
    const read = reader(java);
    const problem = java.rows(
      sql,
      names,
      kinds,
      values,
      (...columns) =>
        found.push(arrays ? read.array(0, columns.length, AUTO) : read.object(0, columns, AUTO)) < rowsMax,
      arrays,
    );
    if (problem !== null) failed(problem);
    return found;
  };
  return {
    run,
    rows,
    failed: () => java.failed(),
    resultCode: () => java.resultCode(),
    random: () => java.random(),
    uuid: () => java.uuid(),
  };
}

const transaction = (java, timestamp, mutationId, user, claims) =>
  new Transaction(engine(java), timestamp, mutationId, user, claims);

/** @returns what Java needs of a reducer module, an object without name where it has no default export; throws where that is no reducer */
export function reducerOf(module, file) {
  if (!("default" in module)) return {};
  const reducer = checkReducer(module, file);
  return {
    name: reducer.name,
    migrations: reducer.migrations.map((_, version) => migrationText(reducer, version)),
    mutations: mutationNames(reducer),
    apply: (name, args, java, timestamp, mutationId, user, claims) =>
      runMutation(reducer, name, args, transaction(java, timestamp, mutationId, user, claims), () => java.random()),
    migrate: (version, java, timestamp, mutationId, user) =>
      runMigration(reducer, version, transaction(java, timestamp, mutationId, user, null), () => java.random()),
  };
}
