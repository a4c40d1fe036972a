/**
 * A small engine in the place of SQLite: it fills the seam {@link sqlsync.sqlite.SqliteWasm}, and
 * everything above the seam runs on it unchanged. It makes simulations fast enough for thousands of
 * seeds; some seeds still run on SQLite itself.
 *
 * <p>What is kept of SQLite is what core relies on: the struct of the VFS and the methods of a
 * file, the order in which they are called, locks, the cache of pages and when it is dropped, the
 * schema's cookie, page 1, undoing of statements and savepoints, result codes and messages. What is
 * not: SQL at large. It knows a small family of statements on tables with integer keys, and fails
 * with {@link sqlsync.simulation.engine.UnknownSqlError} at anything else. Its files are not
 * SQLite's, though page 1 begins like theirs.
 */
package sqlsync.simulation.engine;
