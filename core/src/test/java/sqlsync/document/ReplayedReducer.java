package sqlsync.document;

import java.util.List;
import sqlsync.reducer.MutationRejectedException;
import sqlsync.reducer.Reducer;
import sqlsync.reducer.Transaction;
import sqlsync.sqlite.Statement;

/** Text, blobs, reals, 64-bit integers, chance and dates; some mutations fail halfway. */
final class ReplayedReducer implements Reducer {
    static final List<String> NAMES =
            List.of(
                    "add", "add", "tag", "edit", "fill", "remove", "count", "dates", "json",
                    "refuse", "poison", "fail");

    private static final String[] MIGRATIONS = {
        "CREATE TABLE notes (id TEXT PRIMARY KEY, title TEXT NOT NULL, body TEXT, big INTEGER, weight"
                + " REAL, data BLOB, made TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP, n INTEGER UNIQUE);"
                + "CREATE TABLE tags (note TEXT NOT NULL REFERENCES notes (id) ON DELETE CASCADE, tag"
                + " TEXT NOT NULL, PRIMARY KEY (note, tag)) WITHOUT ROWID;"
                + "CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER CHECK (value < 4))",
        "ALTER TABLE notes ADD COLUMN score REAL DEFAULT 0.5;"
                + "CREATE INDEX by_weight ON notes (weight, big DESC);"
                + "UPDATE notes SET score = weight / 3.0, data = randomblob(9)",
        "CREATE TABLE log (n INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT, at REAL, chance INTEGER);"
                + "CREATE TRIGGER logged AFTER DELETE ON notes BEGIN INSERT INTO log (what, at, chance)"
                + " VALUES (old.title, julianday('now'), random()); END",
    };

    static final int VERSIONS = MIGRATIONS.length;

    private final int version;

    ReplayedReducer(int version) {
        this.version = version;
    }

    @Override
    public String name() {
        return "replayed";
    }

    @Override
    public int schemaVersion() {
        return version;
    }

    @Override
    public void migrate(int from, Transaction transaction) {
        transaction.run(MIGRATIONS[from], null);
    }

    @Override
    public List<String> mutationNames() {
        return NAMES;
    }

    @Override
    public String apply(String name, String arguments, Transaction tx) {
        Arguments given = Arguments.of(arguments);
        switch (name) {
            case "add" -> add(tx, given);
            case "tag" ->
                    run(
                            tx,
                            "INSERT OR IGNORE INTO tags SELECT id, ?1 FROM notes WHERE n % 3 = ?2 % 3",
                            s -> {
                                s.bindText(1, given.text() + given.number());
                                s.bindInt(2, given.number());
                            });
            case "edit" ->
                    run(
                            tx,
                            "UPDATE notes SET body = coalesce(body, '') || ?1, big = big / 2 + ?2,"
                                    + " weight = weight * 1.1 + ?3 WHERE n % 4 = ?4 % 4",
                            s -> {
                                s.bindText(1, given.text());
                                s.bindInt(2, given.number());
                                s.bindDouble(3, given.real());
                                s.bindInt(4, given.number());
                            });
            case "fill" ->
                    run(
                            tx,
                            "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT ?1)"
                                    + " INSERT OR REPLACE INTO notes (id, title, big, weight, data, n)"
                                    + " SELECT hex(randomblob(8)), 'filled ' || x, random(), random() /"
                                    + " 7.0, randomblob(?2), x FROM c",
                            s -> {
                                s.bindInt(1, given.number());
                                s.bindInt(2, given.size());
                            });
            case "remove" ->
                    run(
                            tx,
                            "DELETE FROM notes WHERE n % 5 = ?1 % 5",
                            s -> s.bindInt(1, given.number()));
            case "count" ->
                    run(
                            tx,
                            "INSERT INTO counters VALUES (?1, 1) ON CONFLICT (name) DO UPDATE SET value"
                                    + " = value + 1",
                            s -> s.bindText(1, given.text()));
            case "dates" ->
                    run(
                            tx,
                            "UPDATE notes SET made = datetime('now', '+1 day'), title = title ||"
                                    + " strftime('%Y-%j %s', 'now'), weight = julianday('now') - n"
                                    + " WHERE n % 6 = ?1 % 6",
                            s -> s.bindInt(1, given.number()));
            case "json" ->
                    run(
                            tx,
                            "UPDATE notes SET body = json_object('t', title, 'w', round(weight, 3), 'b',"
                                    + " big, 'd', hex(data)) WHERE n % 7 = ?1 % 7",
                            s -> s.bindInt(1, given.number()));
            case "refuse" -> {
                add(tx, given);
                throw new MutationRejectedException("no", "Refused " + given.number() + ".");
            }
            case "poison" -> {
                add(tx, given);
                run(tx, "INSERT OR ROLLBACK INTO counters VALUES ('a', 9)", s -> {});
            }
            default -> {
                add(tx, given);
                run(tx, "INSERT INTO nowhere VALUES (1)", s -> {});
            }
        }
        return Long.toString(tx.context().nextRandom64());
    }

    private static void run(Transaction tx, String sql, Transaction.Binder binder) {
        tx.run(sql, binder);
    }

    private static void add(Transaction tx, Arguments given) {
        byte[] data = new byte[given.size()];
        tx.context().randomBytes(data);
        String id = tx.context().uuid();
        run(
                tx,
                "INSERT INTO notes (id, title, body, big, weight, data, n) VALUES (?, ?, ?, ?, ?, ?, ?)",
                s -> bind(s, id, given, data));
    }

    private static void bind(Statement s, String id, Arguments given, byte[] data) {
        s.bindText(1, id);
        s.bindText(2, given.text());
        s.bindText(3, given.text().repeat(given.size() / 4));
        s.bindLong(4, given.big());
        s.bindDouble(5, given.real());
        s.bindBlob(6, data);
        s.bindInt(7, given.number());
    }

    private record Arguments(int number, long big, double real, int size, String text) {
        static Arguments of(String encoded) {
            int[] ends = new int[4];
            int from = 0;
            for (int i = 0; i < 4; i++) {
                ends[i] = encoded.indexOf(' ', from);
                from = ends[i] + 1;
            }
            return new Arguments(
                    Integer.parseInt(encoded.substring(0, ends[0])),
                    Long.parseLong(encoded.substring(ends[0] + 1, ends[1])),
                    Double.longBitsToDouble(
                            Long.parseLong(encoded.substring(ends[1] + 1, ends[2]))),
                    Integer.parseInt(encoded.substring(ends[2] + 1, ends[3])),
                    encoded.substring(from));
        }
    }
}
