package sqlsync.coordinator.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import sqlsync.ErrorCode;
import sqlsync.Limits;
import sqlsync.SqlSyncException;
import sqlsync.coordinator.CoordinatorLimits;
import sqlsync.coordinator.document.Use;
import sqlsync.coordinator.log.Event;
import sqlsync.document.CoordinatorDocument;
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

    QueryUse(String sql, JsonElement params, JsonAnswer answer) {
        this.sql = sql;
        this.params = params;
        this.answer = answer;
    }

    @Override
    public void opened(CoordinatorDocument document, Lease lease) {
        JsonObject result;
        try {
            result = lease.watched(() -> run(document));
        } catch (SqlSyncException problem) {
            lease.release();
            answer.fail(problem);
            return;
        } catch (SqlException problem) {
            lease.release();
            answer.fail(described(problem));
            return;
        } catch (SqliteTrapException trap) {
            // The document is lost, and says so.
            throw trap;
        } catch (RuntimeException problem) {
            lease.release();
            Event.of("problem-of-a-query").error(problem);
            answer.fail(
                    new SqlSyncException(
                            ErrorCode.COORDINATOR_FAILED, "The coordinator failed over this."));
            return;
        }
        lease.release();
        answer.send(result);
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
        answer.fail(
                new SqlSyncException(
                        ErrorCode.STORAGE_UNAVAILABLE,
                        "The query took too long, or the document had to be closed."));
    }
}
