package sqlsync.coordinator.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import sqlsync.ErrorCode;
import sqlsync.Limits;
import sqlsync.SqlSyncException;
import sqlsync.coordinator.document.LongQueries;
import sqlsync.coordinator.document.Use;
import sqlsync.coordinator.limit.CoordinatorLimits;
import sqlsync.coordinator.log.EventLog;
import sqlsync.coordinator.loop.EventLoop;
import sqlsync.document.coordinator.CoordinatorDocument;
import sqlsync.platform.Completion;
import sqlsync.sqlite.ColumnNames;
import sqlsync.sqlite.Connection;
import sqlsync.sqlite.ParameterBinder;
import sqlsync.sqlite.ResultCode;
import sqlsync.sqlite.SqlException;
import sqlsync.sqlite.SqliteTrapException;
import sqlsync.sqlite.Statement;
import sqlsync.sqlite.StatementGate;
import sqlsync.storage.PageSnapshot;

/**
 * Answers with the rows of one query. The query runs on the loop of its document for a short time;
 * if that is not enough, it runs again from its start as one of the {@link LongQueries}.
 */
final class QueryUse implements Use {
    private final LongQueries longQueries;
    private final String documentId;
    private final Object user;
    private final String sql;
    private final JsonElement params;
    private final JsonAnswer answer;
    private JsonAnswer.Prepared prepared;

    /** What it is to see, where it takes long. */
    private PageSnapshot snapshot;

    private boolean lost;

    /**
     * @param user who asks, as quotas know him
     */
    QueryUse(
            LongQueries longQueries,
            String documentId,
            Object user,
            String sql,
            JsonElement params,
            JsonAnswer answer) {
        this.longQueries = longQueries;
        this.documentId = documentId;
        this.user = user;
        this.sql = sql;
        this.params = params;
        this.answer = answer;
    }

    @Override
    public void opened(CoordinatorDocument document, Lease lease) {
        document.read(
                () -> {
                    prepare(document, lease);
                    return null;
                },
                Completion.of(
                        ignored -> {
                            EventLoop home = lease.loop();
                            lease.release();
                            finish(home);
                        },
                        why -> {
                            lease.release();
                            drop();
                            answer.fail(why);
                        }));
    }

    /** May run again, where storage took back what it has seen. */
    private void prepare(CoordinatorDocument document, Lease lease) {
        drop();
        if (lost) {
            return;
        }
        if (longQueries.expectedOf(user)) {
            snapshot = document.freeze();
            return;
        }
        try {
            prepared = answer.prepare(lease.watched(() -> run(document.reader())));
        } catch (RuntimeException problem) {
            if (problem instanceof SqlSyncException known && known.code() == ErrorCode.TIMEOUT) {
                longQueries.tookLong(user);
                snapshot = document.freeze();
            } else {
                prepared = refused(problem);
            }
        }
    }

    /** All that it has seen is on disk. */
    private void finish(EventLoop home) {
        if (prepared != null) {
            prepared.send();
            prepared = null;
        } else if (snapshot != null) {
            PageSnapshot seen = snapshot;
            snapshot = null;
            if (!longQueries.run(seen, home, this::runLong, this::failLost)) {
                answer.fail(
                        new SqlSyncException(
                                ErrorCode.STORAGE_UNAVAILABLE,
                                "Too many queries that take long wait. Try again."));
            }
        }
    }

    /** On the loop of long queries. */
    private void runLong(Connection reader) {
        JsonAnswer.Prepared result;
        try {
            result = answer.prepare(longQueries.watched(documentId, () -> run(reader)));
        } catch (RuntimeException problem) {
            if (problem instanceof SqlSyncException known && known.code() == ErrorCode.TIMEOUT) {
                longQueries.tookLong(user);
            }
            result = refused(problem);
        }
        result.send();
    }

    /**
     * @throws SqliteTrapException where it is one: the document is lost, and says so
     */
    private JsonAnswer.Prepared refused(RuntimeException problem) {
        if (problem instanceof SqliteTrapException trap) {
            throw trap;
        }
        if (problem instanceof SqlSyncException known) {
            return answer.prepare(known);
        }
        if (problem instanceof SqlException known) {
            return answer.prepare(described(known));
        }
        EventLog.atError().setCause(problem).log("problem-of-a-query");
        return answer.prepare(
                new SqlSyncException(
                        ErrorCode.COORDINATOR_FAILED, "The coordinator failed over this."));
    }

    private void drop() {
        if (prepared != null) {
            prepared.drop();
            prepared = null;
        }
        if (snapshot != null) {
            snapshot.release();
            snapshot = null;
        }
    }

    private static SqlSyncException described(SqlException problem) {
        int code = problem.resultCode();
        if (code == ResultCode.TOO_BIG || code == ResultCode.NO_MEMORY) {
            return new SqlSyncException(
                    ErrorCode.TOO_LARGE,
                    "The query makes a text or blob of more than "
                            + CoordinatorLimits.QUERY_VALUE_BYTES_MAX
                            + " bytes, or needs more than "
                            + CoordinatorLimits.SQLITE_HEAP_BYTES_MAX
                            + " bytes of memory: "
                            + problem.getMessage()
                            + ". Ask for less.");
        }
        return new SqlSyncException(ErrorCode.SQL_ERROR, problem.getMessage());
    }

    private JsonObject run(Connection reader) {
        try (Statement statement = reader.prepare(sql, StatementGate.QUERY)) {
            ParameterBinder.bind(statement, new JsonParameters(params));
            JsonArray rows = new JsonArray();
            int chars = 0;
            boolean more = statement.step();
            // Not before: a kept statement that is older than the schema gets other columns when it
            // is run.
            String[] names = ColumnNames.distinct(statement);
            for (; more; more = statement.step()) {
                JsonObject row = row(statement, names);
                chars += row.toString().length();
                rows.add(row);
                if (rows.size() > Limits.HTTP_ROWS_MAX) {
                    throw tooLarge(Limits.HTTP_ROWS_MAX + " rows");
                }
                if (chars > Limits.HTTP_ROWS_CHARS_MAX) {
                    throw tooLarge(Limits.HTTP_ROWS_CHARS_MAX + " characters of JSON");
                }
            }
            JsonObject result = new JsonObject();
            result.add("rows", rows);
            return result;
        }
    }

    private static SqlSyncException tooLarge(String most) {
        return new SqlSyncException(
                ErrorCode.TOO_LARGE,
                "The result has more than "
                        + most
                        + ", which is the limit. Ask for less, with LIMIT.");
    }

    private static JsonObject row(Statement statement, String[] names) {
        JsonObject row = new JsonObject();
        for (int i = 0; i < names.length; i++) {
            row.add(names[i], JsonValues.column(statement, i));
        }
        return row;
    }

    @Override
    public void failed(SqlSyncException why) {
        answer.fail(why);
    }

    @Override
    public void lost() {
        lost = true;
        drop();
        failLost();
    }

    private void failLost() {
        answer.fail(
                new SqlSyncException(
                        ErrorCode.STORAGE_UNAVAILABLE,
                        "The query took too long, or the document had to be closed."));
    }
}
