/**
 * SQLite in the browser: sql.js's WebAssembly behind core's seam, and JavaScript values in and out
 * of its statements without a detour through Java's. One module serves all documents of a worker.
 */
package sqlsync.worker.sqlite;
