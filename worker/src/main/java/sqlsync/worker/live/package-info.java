/**
 * Watched queries: what a page watches, and the news that it is sent of them.
 *
 * <p>A query is run again when the next message of a page is built and pages of the database that
 * it read have changed. One message at a time is under way to each page.
 */
package sqlsync.worker.live;
