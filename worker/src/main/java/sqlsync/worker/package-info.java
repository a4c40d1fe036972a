/**
 * The SharedWorker: one for all tabs of an origin. It owns every document, and lends itself hosts
 * for its files.
 *
 * <p>Pages speak to it in messages (see {@link sqlsync.worker.PagePort}); whatever happens here
 * happens as one of them, a timer or a completion comes in, on one thread. Nothing touches storage
 * before the writer lock of the namespace is held.
 */
package sqlsync.worker;
