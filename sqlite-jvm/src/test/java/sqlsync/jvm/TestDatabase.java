package sqlsync.jvm;

import sqlsync.sqlite.Connection;
import sqlsync.sqlite.Sqlite;
import sqlsync.sqlite.Statement;
import sqlsync.storage.Layer;
import sqlsync.storage.Pages;

/** A document's pages with a writer on them. */
final class TestDatabase {
    static final long NOW = 1_700_000_000_000L;

    final Sqlite sqlite;
    final Pages pages;
    final Connection writer;

    TestDatabase() {
        this(newSqlite(), new Pages(10_000));
    }

    TestDatabase(Sqlite sqlite, Pages pages) {
        this.sqlite = sqlite;
        this.pages = pages;
        this.writer = sqlite.openWriter(pages);
    }

    static Sqlite newSqlite() {
        return Sqlite.install(new JvmSqlite(), () -> NOW, new SeededRandomness(7));
    }

    /** The first column of all rows, with spaces between. */
    static String read(Connection connection, String sql) {
        try (Statement statement = connection.prepare(sql)) {
            StringBuilder rows = new StringBuilder();
            while (statement.step()) {
                rows.append(rows.isEmpty() ? "" : " ").append(statement.columnText(0));
            }
            return rows.toString();
        }
    }

    String read(String sql) {
        return read(writer, sql);
    }

    void run(String sql) {
        writer.begin();
        writer.execute(sql);
        writer.commit();
    }

    /** Seals what is pending and makes it durable. */
    Layer settle() {
        Layer layer = pages.seal();
        if (layer != null) {
            pages.durable(layer);
        }
        return layer;
    }
}
