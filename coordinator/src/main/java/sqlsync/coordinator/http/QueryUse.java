package sqlsync.coordinator.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import sqlsync.ErrorCode;
import sqlsync.Limits;
import sqlsync.SqlSyncException;
import sqlsync.coordinator.document.Use;
import sqlsync.coordinator.limit.CoordinatorLimits;
import sqlsync.coordinator.log.Event;
import sqlsync.document.DocumentCompletion;
import sqlsync.document.coordinator.CoordinatorDocument;
import sqlsync.sqlite.ResultCode;
import sqlsync.sqlite.SqlException;
import sqlsync.sqlite.SqliteTrapException;
import sqlsync.sqlite.Statement;
import sqlsync.sqlite.StatementGate;

/** Answers with the rows of one query. */
final class QueryUse implements Use {
    private final String sql;
    private final JsonElement params;
    private final JsonAnswer answer;
    private JsonAnswer.Prepared prepared;
    private boolean lost;

    QueryUse(String sql, JsonElement params, JsonAnswer answer) {
        this.sql = sql;
        this.params = params;
        this.answer = answer;
    }

    @Override
    public void opened(CoordinatorDocument document, Lease lease) {
        document.read(
                () -> prepare(document, lease),
                new DocumentCompletion<>() {
                    @Override
                    public void succeeded(JsonAnswer.Prepared result) {
                        lease.release();
                        if (prepared != null) {
                            prepared.send();
                            prepared = null;
                        }
                    }

                    @Override
                    public void failed(SqlSyncException why) {
                        lease.release();
                        drop();
                        answer.fail(why);
                    }
                });
    }

    /** May run again, where storage took back what it has seen. */
    private JsonAnswer.Prepared prepare(CoordinatorDocument document, Lease lease) {
        drop();
        if (lost) {
            return null;
        }
        try {
            prepared = answer.prepare(lease.watched(() -> run(document)));
        } catch (SqlSyncException problem) {
            prepared = answer.prepare(problem);
        } catch (SqlException problem) {
            prepared = answer.prepare(described(problem));
        } catch (SqliteTrapException trap) {
            // The document is lost, and says so.
            throw trap;
        } catch (RuntimeException problem) {
            Event.of("problem-of-a-query").error(problem);
            prepared =
                    answer.prepare(
                            new SqlSyncException(
                                    ErrorCode.COORDINATOR_FAILED,
                                    "The coordinator failed over this."));
        }
        return prepared;
    }

    private void drop() {
        if (prepared != null) {
            prepared.drop();
            prepared = null;
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

    private JsonObject run(CoordinatorDocument document) {
        try (Statement statement = document.reader().prepare(sql, StatementGate.QUERY)) {
            JsonValues.bind(statement, params);
            JsonArray rows = new JsonArray();
            int chars = 0;
            while (statement.step()) {
                JsonObject row = row(statement);
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

    private static JsonObject row(Statement statement) {
        JsonObject row = new JsonObject();
        for (int i = 0; i < statement.columnCount(); i++) {
            String name = statement.columnName(i);
            if (row.has(name)) {
                throw JsonValues.invalid(
                        "Two columns of the result are called \""
                                + name
                                + "\"; give one another name with AS.");
            }
            row.add(name, JsonValues.column(statement, i));
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
        answer.fail(
                new SqlSyncException(
                        ErrorCode.STORAGE_UNAVAILABLE,
                        "The query took too long, or the document had to be closed."));
    }
}
