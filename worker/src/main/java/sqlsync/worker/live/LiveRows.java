package sqlsync.worker.live;

import sqlsync.SqlSyncException;
import sqlsync.reactive.LiveResult;
import sqlsync.worker.messages.ToPage;
import sqlsync.worker.sqlite.Queries;

/** The result of one run of a live query: rows, or an error. Compared by identity. */
public final class LiveRows implements LiveResult {
    private final ToPage.Columns columns;
    private final SqlSyncException failure;
    private double millis;

    private LiveRows(ToPage.Columns columns, SqlSyncException failure) {
        this.columns = columns;
        this.failure = failure;
    }

    /**
     * @param columns as {@link Queries#read} gives them
     */
    static LiveRows of(ToPage.Columns columns) {
        return new LiveRows(columns, null);
    }

    static LiveRows failed(SqlSyncException why) {
        return new LiveRows(null, why);
    }

    @Override
    public boolean failed() {
        return failure != null;
    }

    /** Null where it failed. */
    ToPage.Columns columns() {
        return columns;
    }

    /** Null where it did not. */
    SqlSyncException failure() {
        return failure;
    }

    public int count() {
        return failed() ? 0 : columns.getRows();
    }

    /** How long the last run took that gave this, in milliseconds. */
    public double millis() {
        return millis;
    }

    void took(double milliseconds) {
        millis = milliseconds;
    }

    boolean failedAs(SqlSyncException other) {
        return failed()
                && failure.code() == other.code()
                && failure.getMessage().equals(other.getMessage());
    }
}
