package sqlsync.worker.live;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import sqlsync.SqlSyncException;
import sqlsync.reactive.LiveRun;
import sqlsync.sqlite.Connection;
import sqlsync.sqlite.SqliteTrapException;
import sqlsync.sqlite.TimeLimit;
import sqlsync.worker.messages.Failures;
import sqlsync.worker.messages.FromPage;
import sqlsync.worker.messages.ToPage;
import sqlsync.worker.sqlite.IntegerMode;
import sqlsync.worker.sqlite.Queries;

/**
 * Runs a live query, and computes the patch from one result to the next. The last patch is kept,
 * since most pages have the same previous result.
 */
final class RowsRun implements LiveRun<LiveRows> {
    private final FromPage.SentQuery query;
    private final IntegerMode integers;
    private final int millisMax;
    private final boolean arrays;

    /** The last rows there were, also where it has failed since. */
    private LiveRows rows;

    private LiveRows patchFrom;
    private LiveRows patchTo;
    private JSObject patch;

    /**
     * @param millisMax how long a run may take; 0 for no limit
     * @param arrays the page makes arrays of the rows, so columns may share a name
     */
    RowsRun(FromPage.SentQuery query, IntegerMode integers, int millisMax, boolean arrays) {
        this.query = query;
        this.integers = integers;
        this.millisMax = millisMax;
        this.arrays = arrays;
    }

    @Override
    public LiveRows run(Connection reader, LiveRows before) {
        double start = now();
        LiveRows result;
        try {
            TimeLimit limit = TimeLimit.ofQuery(millisMax);
            result =
                    rows(
                            arrays
                                    ? Queries.arrays(reader, query, integers, limit)
                                    : Queries.rows(reader, query, integers, limit));
        } catch (SqliteTrapException trap) {
            throw trap;
        } catch (RuntimeException refused) {
            SqlSyncException failure = Failures.describe(refused);
            result = before != null && before.failedAs(failure) ? before : LiveRows.failed(failure);
        }
        result.took(now() - start);
        return result;
    }

    private LiveRows rows(ToPage.Columns columns) {
        LiveRows next = LiveRows.of(columns);
        if (rows != null
                && RowPatch.sameColumns(rows.columns(), columns)
                && patch(rows, next) == null) {
            // Nobody is to keep what is the same twice.
            patchTo = rows;
            return rows;
        }
        rows = next;
        return rows;
    }

    /** What makes {@code to} of {@code from}, which has the same columns; null for nothing. */
    JSObject patch(LiveRows from, LiveRows to) {
        if (from == to) {
            return null;
        }
        if (patchFrom != from || patchTo != to) {
            patch = RowPatch.between(from.columns(), to.columns());
            patchFrom = from;
            patchTo = to;
        }
        return patch;
    }

    @JSBody(script = "return performance.now();")
    private static native double now();
}
