/**
 * SQLite, compiled to WebAssembly by others, on pages of ours.
 *
 * <p>{@link sqlsync.sqlite.SqliteWasm} is the seam to the module: its memory, its functions, and
 * functions of ours that it calls. Above the seam everything is the same code everywhere: the pager
 * that serves SQLite's file from {@link sqlsync.storage.Pages}, and the binding ({@link
 * sqlsync.sqlite.Connection}, {@link sqlsync.sqlite.Statement}). Whoever has values for a statement
 * is a {@link sqlsync.sqlite.ParameterSource}; {@link sqlsync.sqlite.ParameterBinder} gives them to
 * its parameters.
 *
 * <p>Guarantees: a transaction reaches the pages whole, at its commit, or not at all; a reader
 * connection writes nothing; pages that change beneath a connection are seen by its next statement;
 * a module that is not the one this was made for is refused when it is loaded.
 */
package sqlsync.sqlite;
