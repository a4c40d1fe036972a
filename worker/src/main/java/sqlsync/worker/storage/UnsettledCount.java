package sqlsync.worker.storage;

import java.util.List;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.document.DocumentLabel;
import sqlsync.journal.LsnRange;
import sqlsync.journal.SegmentPool;
import sqlsync.journal.StoredDocument;
import sqlsync.platform.Completion;

/** Counts the mutations, in documents that are not open, that no coordinator has settled. */
public final class UnsettledCount {
    private UnsettledCount() {}

    /** Counts those of one document in all back ends; it must not be opened meanwhile. */
    public static void of(
            String id, List<Backend> backends, Completion<Long, SqlSyncException> done) {
        count(id, backends, 0, 0, done);
    }

    private static void count(
            String id,
            List<Backend> all,
            int next,
            long sum,
            Completion<Long, SqlSyncException> done) {
        if (next == all.size()) {
            done.succeeded(sum);
            return;
        }
        SegmentPool pool = all.get(next).services().pool();
        long known = inLabel(pool, id);
        if (known != DocumentLabel.UNKNOWN) {
            count(id, all, next + 1, sum + known, done);
            return;
        }
        // It was open when its worker died.
        pool.openLog(
                id,
                (kind, entry) -> {},
                Completion.of(
                        log -> {
                            LsnRange range = log.timeline().range();
                            long found = range.last() - range.first() + 1;
                            Runnable on = () -> count(id, all, next + 1, sum + found, done);
                            log.close(Completion.always(on));
                        },
                        failure ->
                                done.failed(
                                        new SqlSyncException(
                                                ErrorCode.UNSYNCED,
                                                "It can't be read whether the document \""
                                                        + id
                                                        + "\" holds mutations that no coordinator"
                                                        + " has: "
                                                        + failure.getMessage()
                                                        + " Delete it with `force` all the"
                                                        + " same."))));
    }

    private static long inLabel(SegmentPool pool, String id) {
        for (StoredDocument each : pool.documents()) {
            if (each.documentId().equals(id)) {
                return DocumentLabel.decode(each.label()).unsettled();
            }
        }
        return 0;
    }
}
