package sqlsync.sqlite;

import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.storage.Layer;
import sqlsync.storage.Pages;

/**
 * Tries on a small database what everything else relies on: that a module is not merely loaded but
 * is the one whose inside we know. It takes about a millisecond.
 */
final class SelfTest {
    private static final int PAGES_MAX = 64;
    private static final long PINNED_MILLIS = 981173106789L;

    /** Some hundred thousand steps; it ends also where it cannot be stopped. */
    private static final String LONG_QUERY =
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c LIMIT 30000)"
                    + " SELECT count(*) FROM c";

    private final Sqlite sqlite;
    private final Pager pager;
    private String version = "unknown";

    SelfTest(Sqlite sqlite) {
        this.sqlite = sqlite;
        this.pager = sqlite.pager();
    }

    void run() {
        Pages pages = new Pages(PAGES_MAX);
        Connection writer = sqlite.openWriter(pages);
        version = text(writer, "SELECT sqlite_version()");
        sqlite.tested(version, findCells(writer));
        transactions(pages, writer);
        cache(pages, writer);
        reader(pages);
        integers(writer);
        pinned(writer);
        stopped(writer);
        writer.close();
        need(pager.openFiles() == 0, "a closed file stays open");
    }

    private void transactions(Pages pages, Connection writer) {
        writer.execute("CREATE TABLE t(a)");
        need(sealed(pages) == 2, "creating a table does not write two pages");
        writer.begin();
        need(writer.inTransaction(), "BEGIN does not take a lock");
        writer.execute("INSERT INTO t VALUES(1)");
        writer.commit();
        need(!writer.inTransaction(), "COMMIT keeps its lock");
        need(sealed(pages) == 2 && pages.pageCount() == 2, "an insert does not write two pages");
        writer.begin();
        writer.execute("INSERT INTO t VALUES(2)");
        writer.rollback();
        need(sealed(pages) == 0, "a transaction that was rolled back wrote pages");
        writer.execute("INSERT INTO t VALUES(3)");
        need(text(writer, "SELECT sum(a) FROM t").equals("4"), "a written row is not read");
        pages.revert();
        need(text(writer, "SELECT sum(a) FROM t").equals("1"), "pages taken back are still seen");
    }

    /** The number of pages in the layer, which is made durable. */
    private static int sealed(Pages pages) {
        Layer layer = pages.seal();
        if (layer == null) {
            return 0;
        }
        pages.durable(layer);
        return layer.size();
    }

    private void cache(Pages pages, Connection writer) {
        text(writer, "SELECT sum(a) FROM t");
        need(pagesRead(writer) == 0, "pages are not cached between statements");
        pages.revert();
        need(pagesRead(writer) > 0, "the page cache outlives a change of the counter");
        need(pagesRead(writer) == 0, "the page cache is dropped again and again");
    }

    private int pagesRead(Connection writer) {
        int before = pager.pagesRead();
        text(writer, "SELECT sum(a) FROM t");
        return pager.pagesRead() - before;
    }

    private void reader(Pages pages) {
        Connection reader = sqlite.openReader(pages);
        try {
            reader.execute("INSERT INTO t VALUES(4)");
            need(false, "a reader can write");
        } catch (SqlException e) {
            need(e.resultCode() == ResultCode.READ_ONLY, "a reader fails with " + e.getMessage());
        }
        reader.close();
        need(!pages.inTransaction() && !pages.pending(), "a reader wrote pages");
    }

    private ParameterCells findCells(Connection writer) {
        try (Statement statement = writer.prepare("SELECT ?, ?")) {
            ParameterCells cells = ParameterCells.find(sqlite.wasm(), statement.address());
            need(cells != null, "the parameters of a statement are not where they were");
            return cells;
        }
    }

    private void integers(Connection writer) {
        long[] samples = {9007199254740993L, Long.MIN_VALUE, Long.MAX_VALUE, -1L << 32, 1L << 31};
        // With so many parameters SQLite finds no room for their cells behind the statement's code.
        StringBuilder many = new StringBuilder("SELECT ?");
        for (int i = 1; i < 60; i++) {
            many.append(", ?");
        }
        try (Statement statement = writer.prepare(many.toString())) {
            statement.bindLong(1, (int) samples[0], (int) (samples[0] >>> 32));
            need(
                    statement.step() && statement.columnText(0).equals(Long.toString(samples[0])),
                    "a 64-bit integer among many parameters does not arrive");
        }
        try (Statement statement = writer.prepare("SELECT typeof(?1), ?2, typeof(?3), ?1")) {
            for (long sample : samples) {
                statement.bindLong(1, (int) sample, (int) (sample >>> 32));
                statement.bindLong(2, (int) ~sample, (int) (~sample >>> 32));
                statement.bindNull(3);
                boolean right =
                        statement.step()
                                && statement.columnText(0).equals("integer")
                                && statement.columnText(1).equals(Long.toString(~sample))
                                && statement.columnText(2).equals("null")
                                && statement.columnText(3).equals(Long.toString(sample));
                need(right, "a 64-bit integer does not arrive");
                statement.reset();
            }
        }
    }

    private void pinned(Connection writer) {
        sqlite.pin(new SevensContext());
        String seen =
                text(
                        writer,
                        "SELECT CAST(unixepoch('now','subsec') * 1000 AS INTEGER) || ' ' ||"
                                + " random() || ' ' || hex(randomblob(2))");
        sqlite.pin(null);
        need(
                seen.equals(PINNED_MILLIS + " 7 0707"),
                "the clock or random() cannot be pinned: " + seen);
    }

    /** A statement is ended by the progress handler, and the connection works on. */
    private void stopped(Connection writer) {
        double[] time = {0};
        sqlite.limitBy(() -> time[0]++);
        try {
            sqlite.within(TimeLimit.ofQuery(1), () -> text(writer, LONG_QUERY));
            need(false, "a statement cannot be stopped");
        } catch (SqlSyncException e) {
            need(e.code() == ErrorCode.TIMEOUT, "a stopped statement fails with " + e.getMessage());
        } finally {
            sqlite.limitBy(null);
        }
        need(text(writer, "SELECT 1").equals("1"), "a stopped connection does not go on");
    }

    private static final class SevensContext implements ExecutionContext {
        @Override
        public long timestampMillis() {
            return PINNED_MILLIS;
        }

        @Override
        public long nextRandom64() {
            return 7;
        }

        @Override
        public void randomBytes(byte[] to) {
            for (int i = 0; i < to.length; i++) {
                to[i] = 7;
            }
        }
    }

    private static String text(Connection connection, String sql) {
        try (Statement statement = connection.prepare(sql)) {
            return statement.step() ? statement.columnText(0) : "";
        }
    }

    private void need(boolean right, String otherwise) {
        if (!right) {
            throw new IncompatibleSqliteException(
                    version, "SQLite " + version + " cannot run on our pages: " + otherwise + ".");
        }
    }
}
