/**
 * Core's stories in a SharedWorker, as the product lives there: OPFS through a storage host that a
 * tab lends, IndexedDB, SQLite's release build. A page orders one after the other.
 */
package sqlsync.compiled;
