/**
 * Where documents lie: the back ends of the browser, the choice among them, and the lock of the one
 * worker that may write.
 *
 * <p>Nothing is opened before that lock is held. A back end is opened on first use; after a failure
 * the next use tries again.
 */
package sqlsync.worker.storage;
