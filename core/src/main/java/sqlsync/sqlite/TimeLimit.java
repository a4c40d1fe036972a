package sqlsync.sqlite;

import java.util.function.BooleanSupplier;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;

/**
 * How long a piece of work may run on SQLite, and what to say when it ran longer.
 *
 * @param millisMax milliseconds; 0 for no limit
 * @param what begins the sentence, for example "The query"
 * @param advice ends the message
 * @param aborted asked now and then while it runs: whether nobody wants it any more; null where
 *     nobody can say so
 */
public record TimeLimit(int millisMax, String what, String advice, BooleanSupplier aborted) {
    /** Of one query, where nobody chose another. */
    public static final int QUERY_MILLIS_MAX = 10_000;

    /** Of one mutation, on the device that makes it, where nobody chose another. */
    public static final int MUTATION_MILLIS_MAX = 5_000;

    /** Of all migrations that a document lacks. */
    public static final int MIGRATION_MILLIS_MAX = 120_000;

    public TimeLimit(int millisMax, String what, String advice) {
        this(millisMax, what, advice, null);
    }

    /** The same, for work that can be aborted. */
    public TimeLimit unless(BooleanSupplier isAborted) {
        return new TimeLimit(millisMax, what, advice, isAborted);
    }

    public static TimeLimit ofQuery(int millisMax) {
        return new TimeLimit(
                millisMax,
                "The query",
                "Use an index, ask for fewer rows, or give it more time (`timeoutMs`).");
    }

    public static TimeLimit ofMutation(int millisMax) {
        return new TimeLimit(
                millisMax,
                "The mutation",
                "Nothing of it happened. Do less in one mutation, or give it more time"
                        + " (`mutationTimeoutMs`).");
    }

    public static TimeLimit ofMigrations(int millisMax) {
        return new TimeLimit(millisMax, "The migration", "Nothing of it happened.");
    }

    SqlSyncException ended(boolean byAbort) {
        return byAbort
                ? new SqlSyncException(ErrorCode.ABORTED, what + " was aborted while it ran.")
                : exceeded();
    }

    private SqlSyncException exceeded() {
        return new SqlSyncException(
                ErrorCode.TIMEOUT,
                what + " ran for more than " + millisMax + " ms and was stopped. " + advice);
    }
}
