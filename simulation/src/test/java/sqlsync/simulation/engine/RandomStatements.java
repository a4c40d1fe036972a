package sqlsync.simulation.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random statements of the family that the model engine knows, on tables that may be there. */
final class RandomStatements {
    record Call(String sql, Object... parameters) {}

    static final List<String> DIGEST =
            List.of(
                    "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name",
                    "SELECT * FROM t0 ORDER BY k",
                    "SELECT * FROM t1 ORDER BY 1",
                    "SELECT m, n FROM done ORDER BY n",
                    "PRAGMA user_version",
                    "PRAGMA integrity_check");

    private final Random random;
    private int names;

    RandomStatements(Random random) {
        this.random = random;
    }

    private String table() {
        return "t" + random.nextInt(2);
    }

    private Object key() {
        return switch (random.nextInt(30)) {
            case 0 -> null;
            case 1 -> "7";
            case 2 -> "seven";
            case 3 -> Long.MIN_VALUE + random.nextInt(3);
            case 4 -> 7.0;
            case 5 -> 7.5;
            default -> (long) random.nextInt(60);
        };
    }

    private Object value() {
        return switch (random.nextInt(12)) {
            case 0 -> null;
            case 1 -> random.nextLong() >> 11;
            case 2 -> (random.nextInt(90_000) - 45_000) / 64.0;
            case 3 -> "12";
            case 4 -> " 3.50 ";
            case 5 -> "é€😀".repeat(random.nextInt(30));
            case 6 -> "long".repeat(random.nextInt(1500));
            case 7 -> new byte[random.nextInt(60)];
            default -> "text" + random.nextInt(1000);
        };
    }

    private String number() {
        return Integer.toString(random.nextInt(60));
    }

    /** Reads. */
    Call query() {
        String table = table();
        return switch (random.nextInt(9)) {
            case 0 -> new Call("SELECT k, c0, c1 FROM " + table + " WHERE k = ?", key());
            case 1 -> new Call("SELECT count(*), max(k), min(k), sum(k) FROM " + table);
            case 2 -> new Call("SELECT c1 FROM " + table + " WHERE c1 = ? ORDER BY k", value());
            case 3 -> new Call("SELECT max(n) FROM done");
            case 4 -> new Call("SELECT m FROM done WHERE n = ?", key());
            case 5 ->
                    new Call(
                            "SELECT k, length(c0) FROM " + table + " WHERE k < ? ORDER BY k",
                            key());
            case 6 -> new Call("SELECT * FROM " + table + " ORDER BY k DESC LIMIT 5");
            case 7 -> new Call("SELECT x FROM missing");
            default -> new Call("SELECT missing FROM " + table);
        };
    }

    /** Writes. */
    Call change() {
        String table = table();
        String or =
                List.of("", "", "OR REPLACE ", "OR IGNORE ", "OR ROLLBACK ").get(random.nextInt(5));
        return switch (random.nextInt(13)) {
            case 0, 1, 2 ->
                    new Call(
                            "INSERT " + or + "INTO " + table + " (k, c0, c1) VALUES (?, ?, ?)",
                            key(),
                            value(),
                            value());
            case 3 ->
                    new Call(
                            "INSERT " + or + "INTO " + table + " (k, c0) VALUES (?, ?)",
                            key(),
                            value());
            case 4 ->
                    new Call(
                            "INSERT "
                                    + or
                                    + "INTO "
                                    + table
                                    + " (k, c0) VALUES ("
                                    + number()
                                    + ", 'a'), ("
                                    + number()
                                    + ", 'b'), ("
                                    + number()
                                    + ", NULL)");
            case 5, 6 -> new Call("INSERT INTO done VALUES (NULL, ?, ?, ?)", value(), 3L, 0.5);
            case 7 -> new Call("UPDATE " + table + " SET c1 = ? WHERE k = ?", value(), key());
            case 8 ->
                    new Call(
                            "UPDATE " + table + " SET c0 = ?, k = k + 1 WHERE k = ?",
                            value(),
                            key());
            case 9 -> new Call("DELETE FROM " + table + " WHERE k = ?", key());
            case 10 -> new Call("DELETE FROM " + table + " WHERE k > ?", key());
            case 11 -> new Call("PRAGMA user_version = " + random.nextInt(9));
            default -> new Call("INSERT " + or + "INTO t1 (k, c0) SELECT k, c0 FROM t0");
        };
    }

    /** Changes the schema; often in a way that is there already. */
    Call schema() {
        List<String> created = new ArrayList<>();
        created.add(
                "CREATE TABLE t0 (k INTEGER PRIMARY KEY, c0 TEXT NOT NULL, c1 INTEGER DEFAULT 7)");
        created.add("CREATE TABLE t1 (k INTEGER PRIMARY KEY, c0 TEXT, c1 REAL)");
        created.add(
                "CREATE TABLE done (n INTEGER PRIMARY KEY, m TEXT, v INTEGER, x REAL NOT NULL)");
        created.add("CREATE INDEX i" + names++ + " ON " + table() + " (c1)");
        created.add("ALTER TABLE " + table() + " ADD COLUMN d" + names++ + " TEXT DEFAULT 'none'");
        created.add("ALTER TABLE t0 ADD COLUMN c1 INTEGER");
        created.add("ALTER TABLE t1 ADD COLUMN e" + names++ + " INTEGER NOT NULL");
        return new Call(created.get(random.nextInt(created.size())));
    }
}
