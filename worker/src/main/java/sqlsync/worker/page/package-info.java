/**
 * What pages ask for, and what they are told.
 *
 * <p>{@link sqlsync.worker.page.Dispatcher} takes each message to its handler, in the order of
 * arrival, within {@link sqlsync.worker.page.Inbox}. Handlers read the message, call documents, and
 * build the answer: here values of documents become JavaScript objects.
 */
package sqlsync.worker.page;
