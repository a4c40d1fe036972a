package sqlsync.document;

import sqlsync.SqlSyncException;
import sqlsync.journal.DocumentLog;

/** Closes a log; what failed before counts more than what fails then. */
public final class Releasing {
    private Releasing() {}

    /**
     * @param failure what failed before, or null
     */
    public static void close(
            DocumentLog log, SqlSyncException failure, DocumentCompletion<Void> done) {
        log.close(
                StorageFailures.described(
                        DocumentCompletion.either(
                                closing -> done.ended(failure == null ? closing : failure))));
    }
}
