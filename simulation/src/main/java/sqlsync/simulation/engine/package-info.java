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
 *
 * <p>Why it is here: SQLite itself, compiled for the JVM (module {@code sqlite-jvm}), runs the same
 * worlds at 27 percent of this engine's speed (30 seeds of 500 operations, November 2026, two
 * cores: 97 s of processor time against 27 s), and four fifths of that is spent inside SQLite;
 * letting HotSpot compile its largest method changes nothing. A native SQLite cannot fill the seam:
 * addresses and the structs of the VFS are those of 32-bit WebAssembly there, and a 64-bit JVM
 * loads no 32-bit library.
 */
package sqlsync.simulation.engine;
