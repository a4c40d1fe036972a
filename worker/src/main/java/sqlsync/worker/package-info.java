/**
 * The SharedWorker: one for all tabs of an origin. It owns every document, and lends itself hosts
 * for its files.
 *
 * <p>Pages speak to it in messages (see {@link sqlsync.worker.page.Dispatcher}); whatever happens
 * here happens as one of them, a timer or a completion comes in, on one thread. Nothing touches
 * storage before the writer lock of the namespace is held.
 *
 * <p>This package has the entry point, and puts the others together. {@code page} uses {@code
 * documents}, which use {@code live}, {@code storage}, {@code tokens}, {@code reducer} and {@code
 * socket}; {@code sqlite}, {@code messages} and {@code async} are below these.
 */
package sqlsync.worker;
