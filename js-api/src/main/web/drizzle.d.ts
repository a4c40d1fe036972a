/**
 * Queries made with Drizzle (`sqlsync/drizzle`), typed to their rows, which Drizzle maps:
 *
 *     const db = createDrizzle(document, { schema });
 *     const newest = db.select().from(notes).orderBy(desc(notes.made)).limit(20);
 *     const rows = await newest;
 *     document.subscribe(toSql(newest), (rows) => show(rows));
 *
 * In a reducer `createDrizzle()` makes SQL for `tx`: `tx.run(toSql(db.insert(notes).values(note)))`.
 *
 * Where there is no `Buffer`, in browsers and reducers, what Drizzle calls a Buffer (`blob()`) is a `Uint8Array`.
 * Drizzle reads relations as JSON, which has no bytes: leave columns that are blobs out of `with`.
 */
import type { BaseSQLiteDatabase } from "drizzle-orm/sqlite-core";
import type { SqlDocument, SqlQuery } from "./sqlsync.js";

export interface DrizzleOptions<Schema extends Record<string, unknown>> {
  /** Tables and relations, for `db.query`. */
  schema?: Schema;
  /** How columns are called that were given no name. */
  casing?: "snake_case" | "camelCase";
}

/**
 * Queries read from the document when they are awaited. One that writes fails, and says which way leads to a mutation. Without a
 * document none can be executed: it makes SQL only.
 */
export function createDrizzle<Schema extends Record<string, unknown> = Record<string, never>>(
  document?: SqlDocument<any>,
  options?: DrizzleOptions<Schema>,
): BaseSQLiteDatabase<"async", never, Schema>;

/**
 * For `query`, `subscribe`, `live`, `queryAll` and the hooks, and for `tx.run`, `tx.all` and `tx.get`: the same rows as awaiting it
 * gives; of `findFirst` none or one. Functions given to `mapWith` are known to hooks by their text: they should use nothing but
 * the value.
 */
export function toSql<R>(query: DrizzleQuery<R>): SqlQuery<RowOf<R>>;

/** Made by `select`, `insert`, `update` and `delete`, or by `db.query`. */
export interface DrizzleQuery<R> {
  readonly _: { readonly result: R };
  toSQL(): { sql: string; params: unknown[] };
  prepare(): unknown;
}

/** Of the rows that a query gives; never of one that gives none. */
export type RowOf<R> = R extends readonly (infer T)[] ? T : Exclude<R, undefined>;
