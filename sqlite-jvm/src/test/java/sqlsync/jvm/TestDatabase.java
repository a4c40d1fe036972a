package sqlsync.jvm;

import sqlsync.sqlite.Connection;
import sqlsync.sqlite.Sqlite;
import sqlsync.sqlite.Statement;
import sqlsync.storage.Layer;
import sqlsync.storage.Pages;

/** A document's pages with a writer on them. */
public final class TestDatabase {
    public static final long NOW = 1_700_000_000_000L;

    public final Sqlite sqlite;
    public final Pages pages;
    public final Connection writer;

    public TestDatabase() {
        this(newSqlite(), new Pages(10_000));
    }

    public TestDatabase(Sqlite sqlite, Pages pages) {
        this.sqlite = sqlite;
        this.pages = pages;
        this.writer = sqlite.openWriter(pages);
    }

    public static Sqlite newSqlite() {
        return Sqlite.install(new JvmSqlite(), () -> NOW, new SeededRandomness(7));
    }

    /** The first column of all rows, with spaces between. */
    public static String read(Connection connection, String sql) {
        try (Statement statement = connection.prepare(sql)) {
            StringBuilder rows = new StringBuilder();
            while (statement.step()) {
                rows.append(rows.isEmpty() ? "" : " ").append(statement.columnText(0));
            }
            return rows.toString();
        }
    }

    public String read(String sql) {
        return read(writer, sql);
    }

    public void run(String sql) {
        writer.begin();
        writer.execute(sql);
        writer.commit();
    }

    /** Seals what is pending and makes it durable. */
    public Layer settle() {
        Layer layer = pages.seal();
        if (layer != null) {
            pages.durable(layer);
        }
        return layer;
    }
}
