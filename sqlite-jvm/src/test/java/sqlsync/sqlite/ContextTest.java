package sqlsync.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import sqlsync.jvm.TestDatabase;

class ContextTest {
    /** 2001-02-03 04:05:06.789 */
    private static final long THEN = 981173106789L;

    private static final String RANDOM =
            "SELECT random() || ' ' || hex(randomblob(20)) || ' ' || length(randomblob(40000))"
                    + " || ' ' || length(randomblob(-1))";

    private final TestDatabase db = new TestDatabase();

    private static ExecutionContext seeded(long seed) {
        Random random = new Random(seed);
        return new ExecutionContext() {
            @Override
            public long timestampMillis() {
                return THEN;
            }

            @Override
            public long nextRandom64() {
                return random.nextLong();
            }

            @Override
            public void randomBytes(byte[] to) {
                random.nextBytes(to);
            }
        };
    }

    @Test
    void everyNowIsTheMutations() {
        db.sqlite.pin(seeded(1));
        assertEquals("2001-02-03 04:05:06", db.read("SELECT datetime('now')"));
        assertEquals("2001-02-03 04:05:06", db.read("SELECT CURRENT_TIMESTAMP"));
        assertEquals("2001-02-03", db.read("SELECT date()"));
        assertEquals("04:05:06", db.read("SELECT current_time"));
        assertEquals("981173106.789", db.read("SELECT unixepoch('subsec')"));
        assertEquals("981173106", db.read("SELECT strftime('%s', 'now')"));
        db.run("CREATE TABLE t(a, at DEFAULT CURRENT_TIMESTAMP); INSERT INTO t(a) VALUES(1)");
        assertEquals("2001-02-03 04:05:06", db.read("SELECT at FROM t"));
        db.sqlite.pin(null);
        assertEquals("2023-11-14 22:13:20", db.read("SELECT datetime('now')"));
    }

    @Test
    void everyRandomNumberIsTheMutations() {
        db.sqlite.pin(seeded(1));
        String first = db.read(RANDOM);
        String second = db.read(RANDOM);
        db.sqlite.pin(seeded(1));
        assertEquals(first, db.read(RANDOM));
        assertEquals(second, db.read(RANDOM));
        assertNotEquals(first, second);
        assertTrue(first.endsWith(" 40000 1"), first);
        db.sqlite.pin(null);
        assertNotEquals(first, db.read(RANDOM));
    }

    @Test
    void randomOrderAndTriggersAndDefaultsUseThemToo() {
        String[] seen = new String[2];
        for (int i = 0; i < 2; i++) {
            TestDatabase each = new TestDatabase();
            each.sqlite.pin(seeded(5));
            each.run(
                    "CREATE TABLE t(a, b DEFAULT (random())); CREATE TABLE u(c);"
                            + " CREATE TRIGGER r AFTER INSERT ON t BEGIN"
                            + " INSERT INTO u VALUES(hex(randomblob(4))); END;"
                            + " INSERT INTO t(a) VALUES(1), (2), (3)");
            seen[i] =
                    each.read(
                                    "SELECT group_concat(a || b) FROM (SELECT * FROM t ORDER BY random())")
                            + each.read("SELECT group_concat(c) FROM u");
        }
        assertEquals(seen[0], seen[1]);
    }

    @Test
    void randomNumbersNeverOverflowAbs() {
        db.sqlite.pin(
                new ExecutionContext() {
                    @Override
                    public long timestampMillis() {
                        return 0;
                    }

                    @Override
                    public long nextRandom64() {
                        return Long.MIN_VALUE;
                    }

                    @Override
                    public void randomBytes(byte[] to) {}
                });
        assertEquals("0", db.read("SELECT abs(random())"));
    }

    @Test
    void aContextThatFailsFailsTheStatementOnly() {
        db.sqlite.pin(
                new ExecutionContext() {
                    @Override
                    public long timestampMillis() {
                        throw new IllegalStateException("no time");
                    }

                    @Override
                    public long nextRandom64() {
                        throw new IllegalStateException("no luck");
                    }

                    @Override
                    public void randomBytes(byte[] to) {
                        throw new IllegalStateException("no bytes");
                    }
                });
        assertThrows(SqlException.class, () -> db.read("SELECT random()"));
        assertThrows(SqlException.class, () -> db.read("SELECT randomblob(3)"));
        assertThrows(SqlException.class, () -> db.read("SELECT randomblob(2000000000)"));
        db.sqlite.pin(null);
        assertEquals("1", db.read("SELECT 1"));
    }

    @Test
    void readersHaveRandomNumbersOfTheirOwn() {
        assertNotEquals(
                TestDatabase.read(db.sqlite.openReader(db.pages), "SELECT random()"),
                TestDatabase.read(db.sqlite.openReader(db.pages), "SELECT random()"));
    }
}
