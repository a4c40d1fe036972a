/**
 * Queries made with Kysely (`sqlsync/kysely`), typed to their rows:
 *
 *     const db = createKysely<Database>(document);
 *     const notes = db.selectFrom("notes").selectAll().orderBy("made", "desc");
 *     const rows = await notes.execute();
 *     document.subscribe(toSql(notes), (rows) => show(rows));
 *
 * In a reducer `createKysely<Database>()` makes SQL for `tx`: `tx.run(toSql(db.insertInto("notes").values(note)))`.
 */
import type { Compilable, Kysely } from "kysely";
import type { SqlDocument, SqlQuery } from "./sqlsync.js";

/**
 * Queries read from the document when they are executed. One that writes fails, and says which way leads to a mutation; two
 * columns of one name need aliases. Without a document none can be executed: it makes SQL only.
 */
export function createKysely<DB>(document?: SqlDocument<any>): Kysely<DB>;

/** For `query`, `subscribe`, `live`, `queryAll` and the hooks, and for `tx.run`, `tx.all` and `tx.get`: the same type of rows. */
export function toSql<T>(query: Compilable<T>): SqlQuery<T>;
