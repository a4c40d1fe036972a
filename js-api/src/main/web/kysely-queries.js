import { Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";
import { noTransactions, reading, refusedWrite } from "./query-builders.js";

/** @typedef {import("kysely").CompiledQuery} CompiledQuery */
/** @typedef {import("./sqlsync.d.ts").SqlDocument<any>} SqlDocument */

/** Kinds of a query's root node that read. */
const READING = new Set(["SelectQueryNode", "RawNode"]);

/** Runs queries on a document. Writes are for mutations, which a reducer makes. */
class DocumentDriver {
  #document;

  /** @param {SqlDocument | undefined} document */
  constructor(document) {
    this.#document = document;
  }

  async init() {}

  async acquireConnection() {
    return this;
  }

  /**
   * @param {CompiledQuery} compiled
   * @returns {Promise<{ rows: any[] }>}
   */
  async executeQuery({ sql, parameters, query }) {
    return reading("Kysely", this.#document, async (document) => {
      if (!READING.has(query.kind)) throw refusedWrite();
      return { rows: await document.query({ sql, params: /** @type {any} */ (parameters) }) };
    });
  }

  /** @returns {AsyncIterableIterator<any>} */
  streamQuery() {
    throw new Error("Queries of a document are not streamed: await execute(), or follow document.live(toSql(query)).");
  }

  async beginTransaction() {
    throw noTransactions();
  }

  async commitTransaction() {}
  async rollbackTransaction() {}
  async releaseConnection() {}
  async destroy() {}
}

/** @param {SqlDocument} [document] */
export const createKysely = (document) =>
  new Kysely({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DocumentDriver(document),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });

/**
 * @param {import("kysely").Compilable<any>} query
 * @returns {import("./sqlsync.d.ts").SqlQuery<any>}
 */
export function toSql(query) {
  if (typeof query?.compile !== "function")
    throw new TypeError("toSql() takes a query of Kysely, before it is executed or compiled.");
  const { sql, parameters } = query.compile();
  return { sql, params: /** @type {any} */ (parameters) };
}
