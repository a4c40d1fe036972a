package sqlsync.worker.live;

import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.reactive.LiveQuery;
import sqlsync.sqlite.TimeLimit;
import sqlsync.worker.messages.FromPage;
import sqlsync.worker.messages.ToPage;
import sqlsync.worker.sqlite.IntegerMode;

/** One subscription of a page: its query, and the result that the page has. */
public final class Watch {
    private final int number;
    private final int handle;
    private final WatchedDocument document;
    private final RowsRun run;
    private final LiveQuery<LiveRows> query;

    /** What the page was told last; null before. */
    private LiveRows told;

    /** The rows that the page has; null for none. */
    private LiveRows rows;

    public Watch(int handle, WatchedDocument document, FromPage.SubscribeNotice message) {
        this.number = message.getS();
        this.handle = handle;
        this.document = document;
        String sql = FromPage.text(message.getSql());
        IntegerMode mode = IntegerMode.of(FromPage.text(message.getIntegers()));
        if (sql == null || mode == null) {
            throw new SqlSyncException(ErrorCode.INVALID_ARGUMENT, "This is not a query.");
        }
        int millisMax = FromPage.millisMax(message.getTimeoutMs(), TimeLimit.QUERY_MILLIS_MAX);
        boolean arrays = message.isArrays();
        String how = mode.name() + "/" + millisMax + (arrays ? "/arrays" : "");
        String key = RowPatch.key(sql, FromPage.value(message.getParams()), how);
        this.query = document.live().watch(key, sql, new RowsRun(message, mode, millisMax, arrays));
        this.run = (RowsRun) query.run();
    }

    /** As the page chose it. */
    int number() {
        return number;
    }

    /** Number of the handle that it belongs to. */
    int handle() {
        return handle;
    }

    WatchedDocument document() {
        return document;
    }

    void end() {
        document.live().unwatch(query);
    }

    /** What the page does not know yet; null for nothing. The query is run if it has to be. */
    ToPage.News news() {
        LiveRows result = query.result();
        if (result == told) {
            return null;
        }
        told = result;
        if (result.failed()) {
            return failed(result.failure());
        }
        LiveRows before = rows;
        rows = result;
        return before != null && RowPatch.sameColumns(before.columns(), result.columns())
                ? ToPage.patch(number, run.patch(before, result))
                : ToPage.rows(number, result.columns());
    }

    ToPage.News failed(SqlSyncException failure) {
        ToPage.SentError error = ToPage.describe(failure, document.id(), null);
        return ToPage.noRows(number, error);
    }
}
