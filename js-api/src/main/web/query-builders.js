/** What the entry points of query builders share. */

/** @typedef {import("./sqlsync.d.ts").SqlDocument<any>} SqlDocument */
/** @typedef {import("./sqlsync.d.ts").SqlQuery<any>} SqlQuery */

/** @param {unknown} [cause] */
export const refusedWrite = (cause) =>
  new Error(
    "A document is written by its mutations only: run this query in the reducer, tx.run(toSql(query)), and call it with document.mutate().",
    cause === undefined ? undefined : { cause },
  );

export const noTransactions = () =>
  new Error("A page has no transactions: a mutation is one, and document.queryAll() reads one state of the database.");

/**
 * @template T
 * @param {string} library
 * @param {SqlDocument | undefined} document
 * @param {(document: SqlDocument) => Promise<T>} ask
 * @returns {Promise<T>}
 */
export async function reading(library, document, ask) {
  if (document === undefined)
    throw new Error(
      `This ${library} has no document, and only makes SQL: give its queries to tx.run, tx.all and tx.get, or to document.query, as toSql(query).`,
    );
  try {
    return await ask(document);
  } catch (error) {
    throw /** @type {any} */ (error)?.code === "read-only" ? refusedWrite(error) : error;
  }
}
