/**
 * What the source of a reducer imports (`sqlsync/reducer`): no page, and a few hundred bytes of the bundle.
 */
import type { Transaction } from "./sqlsync.js";

export { sql } from "./sqlsync.js";
export type { Params, Row, SqlQuery, SqlValue, StatementError, Transaction } from "./sqlsync.js";

/** Functions that each get a transaction, and what the page has given. */
export type MutationFunctions = Readonly<Record<string, (tx: Transaction, args: any) => unknown>>;

/**
 * Returns the reducer as it is. With it `tx` has its type by itself, and each mutation keeps its own arguments and result:
 *
 *     export default defineReducer({
 *       name: "notes",
 *       migrations: ["CREATE TABLE notes (id TEXT PRIMARY KEY, text TEXT NOT NULL)"],
 *       mutations: {
 *         add(tx, { text }: { text: string }) {
 *           const id = tx.uuid();
 *           tx.run("INSERT INTO notes VALUES (?, ?)", [id, text]);
 *           return { id };
 *         },
 *       },
 *     });
 */
export function defineReducer<const N extends string, F extends MutationFunctions>(reducer: {
  readonly name: N;
  readonly migrations: readonly (string | ((tx: Transaction) => void))[];
  readonly mutations: F;
}): {
  readonly name: N;
  readonly migrations: readonly (string | ((tx: Transaction) => void))[];
  readonly mutations: F;
};
