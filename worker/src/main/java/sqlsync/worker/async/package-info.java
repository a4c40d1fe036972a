/**
 * Callbacks that come later: a promise, and steps of a chain.
 *
 * <p>Everything runs on one thread. A callback runs within the call that resolves its promise.
 */
package sqlsync.worker.async;
