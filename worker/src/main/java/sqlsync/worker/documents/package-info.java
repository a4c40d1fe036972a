/**
 * Open documents and the handles on them: opening, joining, closing, deleting, listing.
 *
 * <p>Each document is open once, for all pages. Pages are spoken to through {@link
 * sqlsync.worker.documents.Page}; nothing here builds a message.
 */
package sqlsync.worker.documents;
