package sqlsync.document.coordinator;

import sqlsync.storage.PageSnapshot;

/**
 * All pages of a document as a layer left them that is on disk.
 *
 * @param lsn of that layer
 * @param pages to be released on the thread of the document
 */
public record LayerSnapshot(long lsn, PageSnapshot pages) {}
