package sqlsync.worker.page;

import sqlsync.worker.documents.Handle;
import sqlsync.worker.messages.FromPage;

/**
 * A request of a page that runs here.
 *
 * @param number its {@code q}
 * @param handle that it names; null where the page has none of that number
 * @param answer takes what comes of it
 */
record PageRequest(
        PageSession page, int number, Handle handle, FromPage.Message message, Answer answer) {}
