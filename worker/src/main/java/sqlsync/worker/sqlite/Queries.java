package sqlsync.worker.sqlite;

import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.sqlite.Connection;
import sqlsync.sqlite.Statement;
import sqlsync.sqlite.StatementGate;
import sqlsync.sqlite.TimeLimit;
import sqlsync.worker.messages.FromPage;
import sqlsync.worker.messages.ToPage;

/** Runs queries of pages. Results are sent column by column. */
public final class Queries {
    private Queries() {}

    /**
     * Runs one query, for rows that are arrays.
     *
     * @param limit how long it may run
     * @return {@code columns} (names), {@code rows} (how many), {@code data} (the values of each
     *     column)
     */
    public static ToPage.Columns arrays(
            Connection reader, FromPage.SentQuery query, IntegerMode integers, TimeLimit limit) {
        return read(reader, query, integers, limit, false);
    }

    /** As {@link #arrays}, for rows that are objects. */
    public static ToPage.Columns rows(
            Connection reader, FromPage.SentQuery query, IntegerMode integers, TimeLimit limit) {
        return read(reader, query, integers, limit, true);
    }

    private static ToPage.Columns read(
            Connection reader,
            FromPage.SentQuery query,
            IntegerMode integers,
            TimeLimit limit,
            boolean objects) {
        return reader.within(limit, () -> read(reader, query, integers, objects));
    }

    private static ToPage.Columns read(
            Connection reader, FromPage.SentQuery query, IntegerMode integers, boolean objects) {
        try (Statement statement =
                reader.prepare(FromPage.text(query.getSql()), StatementGate.QUERY)) {
            JSObject params = FromPage.value(query.getParams());
            if (params == null && statement.parameterCount() > 0) {
                throw new SqlSyncException(
                        ErrorCode.INVALID_ARGUMENT,
                        "The statement has parameters, and none were given: query(sql, { params:"
                                + " [1] }), or the `sql` tag, gives it its values.");
            }
            JsParameters.bind(statement, params);
            RowReader rows = new RowReader(statement, integers);
            JSArray<JSArray<JSObject>> columns = new JSArray<>();
            int count = rows.readAll(columns);
            if (objects) {
                rows.requireDistinctNames(", or use queryArrays() or subscribeArrays()");
            }
            return ToPage.columns(rows.names(), count, columns);
        }
    }
}
