/** A transaction as the demo's reducer sees it, on stock SQLite: enough to test what the reducer does. */
import { createRequire } from "node:module";

const initSqlJs = createRequire(import.meta.url)("sql.js");

export class Rejected extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/** An empty document of that reducer. `mutate` applies one mutation, or throws and leaves everything as it was. */
export async function emptyDocument(reducer) {
  const database = new (await initSqlJs()).Database();
  database.run("PRAGMA foreign_keys = ON");
  const tx = transactionOn(database);
  for (const migration of reducer.migrations) tx.run(migration);
  return {
    all: (sql, params) => tx.all(sql, params),
    mutate(name, args) {
      database.run("SAVEPOINT mutation");
      try {
        const result = reducer.mutations[name](tx, args);
        database.run("RELEASE mutation");
        return result;
      } catch (problem) {
        database.run("ROLLBACK TO mutation; RELEASE mutation");
        throw problem;
      }
    },
  };
}

function transactionOn(database) {
  let made = 0;
  const tx = {
    timestamp: 1_700_000_000_000,
    uuid: () => `id-${++made}`,
    reject(code, message) {
      throw new Rejected(code, message);
    },
    run(sql, params) {
      database.run(sql, bound(params));
      return database.getRowsModified();
    },
    all(sql, params) {
      const statement = database.prepare(sql, bound(params));
      const rows = [];
      while (statement.step()) rows.push(statement.getAsObject());
      statement.free();
      return rows;
    },
    get: (sql, params) => tx.all(sql, params)[0],
  };
  return tx;
}

/** sql.js wants the sigil in the name of a named parameter. */
function bound(params) {
  if (params === undefined || Array.isArray(params)) return params;
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [`:${name}`, value]));
}
