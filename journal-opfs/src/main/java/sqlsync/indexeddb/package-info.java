/**
 * Files in IndexedDB, for browsers and windows without the origin's private file system.
 *
 * <p>The same promises as a {@link sqlsync.platform.BlockStore} on a disk, and one more: a batch is
 * one transaction, so all of it is there or nothing. Transactions are committed with strict
 * durability.
 */
package sqlsync.indexeddb;
