package sqlsync.simulation.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import sqlsync.codec.ByteWriter;
import sqlsync.page.SerializedPages;
import sqlsync.sqlite.Connection;
import sqlsync.sqlite.SqlException;
import sqlsync.sqlite.Sqlite;
import sqlsync.sqlite.Statement;
import sqlsync.storage.Layer;
import sqlsync.storage.Pages;

/** Pages with a writer and a reader on them, on one engine; what it does it answers as text. */
final class Database {
    final Pages pages;
    private final Sqlite sqlite;
    private final Deque<Layer> sealed = new ArrayDeque<>();
    private Connection writer;
    private Connection reader;
    private Statement open;

    Database(Sqlite sqlite, int pagesMax) {
        this(sqlite, new Pages(pagesMax));
    }

    Database(Sqlite sqlite, Pages pages) {
        this.sqlite = sqlite;
        this.pages = pages;
        connect();
    }

    private void connect() {
        writer = sqlite.openWriter(pages);
        reader = sqlite.openReader(pages);
    }

    void close() {
        stopReading();
        reader.close();
        writer.close();
    }

    /** As after a worker's death in good order: nothing of the connections is left. */
    void reconnect() {
        close();
        connect();
    }

    /** Runs a statement with parameters: its rows, how many changed, or how it fails. */
    String run(String sql, Object... parameters) {
        return answer(() -> rows(writer, sql, parameters)) + state();
    }

    String read(String sql, Object... parameters) {
        return answer(() -> rows(reader, sql, parameters)) + state();
    }

    /** Without parameters, as a script. */
    String execute(String sql) {
        return act(() -> writer.execute(sql));
    }

    String begin() {
        return act(writer::begin);
    }

    String commit() {
        return act(writer::commit);
    }

    String rollback() {
        return act(writer::rollback);
    }

    /** The reader stays in the middle of a query. */
    String startReading(String sql) {
        stopReading();
        return act(
                () -> {
                    open = reader.prepare(sql);
                    open.step();
                });
    }

    String stopReading() {
        if (open != null) {
            open.close();
            open = null;
        }
        return state();
    }

    boolean writing() {
        return writer.inTransaction();
    }

    /** Whether there was anything to seal. */
    boolean seal() {
        Layer layer = pages.seal();
        if (layer != null) {
            sealed.add(layer);
        }
        return layer != null;
    }

    /** The bytes of the oldest layer, which is durable from here on; null for none. */
    byte[] durable() {
        if (sealed.isEmpty()) {
            return null;
        }
        Layer layer = sealed.remove();
        ByteWriter out = new ByteWriter();
        SerializedPages.write(out, layer, true);
        pages.durable(layer);
        return out.toByteArray();
    }

    void revert() {
        pages.revert();
        sealed.clear();
    }

    boolean hasLayers() {
        return pages.pending() || !sealed.isEmpty();
    }

    private String act(Runnable action) {
        return answer(
                        () -> {
                            action.run();
                            return "done";
                        })
                + state();
    }

    private String state() {
        return (writer.inTransaction() ? " within" : "") + (pages.pending() ? " pending" : "");
    }

    private interface Action {
        String run();
    }

    private static String answer(Action action) {
        try {
            return action.run();
        } catch (SqlException e) {
            return e.resultCode() + " " + e.getMessage();
        }
    }

    private static String rows(Connection connection, String sql, Object... parameters) {
        try (Statement statement = connection.prepare(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                bind(statement, i + 1, parameters[i]);
            }
            List<String> rows = new ArrayList<>();
            while (statement.step()) {
                StringBuilder row = new StringBuilder();
                for (int i = 0; i < statement.columnCount(); i++) {
                    int type = statement.columnType(i);
                    row.append(statement.columnName(i)).append('=').append(type).append(':');
                    row.append(statement.columnText(i)).append(' ');
                }
                rows.add(row.toString());
            }
            return rows + " " + statement.changes();
        }
    }

    private static void bind(Statement statement, int index, Object value) {
        if (value == null) {
            statement.bindNull(index);
        } else if (value instanceof Long number) {
            statement.bindLong(index, number);
        } else if (value instanceof Double number) {
            statement.bindDouble(index, number);
        } else if (value instanceof byte[] blob) {
            statement.bindBlob(index, blob);
        } else {
            statement.bindText(index, (String) value);
        }
    }
}
