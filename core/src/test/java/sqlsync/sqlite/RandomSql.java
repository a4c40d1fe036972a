package sqlsync.sqlite;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random schemas, changes and queries that go together, mostly. */
public final class RandomSql {
    private static final String[] TABLES = {"a", "b", "c"};

    private final Random random;
    private final List<String> added = new ArrayList<>();
    private int names;

    public RandomSql(Random random) {
        this.random = random;
    }

    private int to(int bound) {
        return random.nextInt(bound);
    }

    @SafeVarargs
    private <T> T of(T... each) {
        return each[random.nextInt(each.length)];
    }

    /** Tables {@code a, b, c(id, k, v, txt, doc)}, a search table, a view, a trigger, a log. */
    public String schema() {
        StringBuilder out = new StringBuilder();
        for (String table : TABLES) {
            boolean plain = table.equals("a") || random.nextBoolean();
            out.append("CREATE TABLE ")
                    .append(table)
                    .append("(id INTEGER PRIMARY KEY")
                    .append(plain && random.nextBoolean() ? " AUTOINCREMENT" : "")
                    .append(", k INTEGER, v REAL, txt TEXT, doc TEXT)")
                    .append(plain ? ";" : " WITHOUT ROWID;");
            if (random.nextBoolean()) {
                out.append("CREATE INDEX ").append(table).append("_k ON ").append(table);
                out.append(of("(k);", "(k, v);", "(txt) WHERE k > 5;", "(k DESC, id);"));
            }
            out.append(insert(table, 20 + to(60), to(100)));
        }
        out.append("CREATE VIRTUAL TABLE words USING fts4(body);");
        out.append("INSERT INTO words(docid, body) SELECT id, txt FROM a WHERE id < 30;");
        out.append("CREATE TABLE log(n INTEGER, what TEXT);");
        out.append("CREATE VIEW sums AS SELECT k, count(*) AS n, sum(v) AS s FROM a GROUP BY k;");
        out.append("CREATE TRIGGER logged AFTER DELETE ON b BEGIN");
        out.append(" INSERT INTO log VALUES(old.id, old.txt); END");
        return out.toString();
    }

    private String insert(String table, int rows, int from) {
        return "INSERT OR REPLACE INTO "
                + table
                + "(id, k, v, txt, doc) WITH RECURSIVE n(x) AS (SELECT "
                + from
                + " UNION ALL SELECT x + 1 FROM n LIMIT "
                + rows
                + ") SELECT x, x * 7 % "
                + (to(20) + 2)
                + ", x / 3.0, 'word' || (x % 13) || ' "
                + of("apple", "pear", "plum", "")
                + "', json_object('n', x % 5, 'list', json_array(x, x + 1), 'pad', hex(zeroblob("
                + of(0, 60, 200, to(3000))
                + "))) FROM n;";
    }

    public String mutation() {
        String table = of(TABLES);
        int id = to(160);
        return switch (to(10)) {
            case 0 -> insert(table, 1 + to(5), to(400));
            case 1 -> "DELETE FROM " + table + " WHERE id = " + id;
            case 2 -> "DELETE FROM " + table + " WHERE id BETWEEN " + id + " AND " + (id + to(40));
            case 3 -> "UPDATE " + table + " SET v = v + 1 WHERE id = " + id;
            case 4 -> "UPDATE " + table + " SET k = " + to(20) + " WHERE id = " + id;
            case 5 -> "UPDATE " + table + " SET txt = 'word" + to(9) + "' WHERE id = " + id;
            case 6 ->
                    "UPDATE "
                            + table
                            + " SET doc = json_set(doc, '$.n', "
                            + to(9)
                            + ") WHERE id = "
                            + id;
            case 7 -> "INSERT INTO words(body) VALUES('plum word" + to(9) + "')";
            case 8 -> "DELETE FROM words WHERE docid = " + to(40);
            default -> "INSERT INTO log VALUES(" + id + ", hex(zeroblob(" + to(2000) + ")))";
        };
    }

    public String migration() {
        String name = "m" + names++;
        if (!added.isEmpty() && to(3) == 0) {
            return "DROP TABLE IF EXISTS " + added.remove(to(added.size()));
        }
        return switch (to(6)) {
            case 0 -> "CREATE INDEX " + name + " ON " + of(TABLES) + of("(txt)", "(v)", "(k, txt)");
            case 1 -> "ALTER TABLE " + of(TABLES) + " ADD COLUMN " + name + " DEFAULT 'new'";
            case 2 -> "DROP VIEW IF EXISTS sums";
            case 3 ->
                    "DROP VIEW IF EXISTS sums; CREATE VIEW sums AS SELECT id AS k, 1 AS n, v AS s"
                            + " FROM b";
            case 4 -> "PRAGMA user_version = " + to(1000);
            default -> {
                added.add(name);
                yield "CREATE TABLE "
                        + name
                        + "(x /* a comment that makes it long: "
                        + "so that the schema soon needs more than its first page".repeat(to(12))
                        + " */); INSERT INTO "
                        + name
                        + " VALUES("
                        + to(100)
                        + ")";
            }
        };
    }

    /** Every order is a total one, except where {@code LIMIT} goes by the primary key anyway. */
    public String query() {
        String t = of(TABLES);
        String u = of(TABLES);
        int n = to(160);
        return switch (to(20)) {
            case 0 -> "SELECT * FROM " + t + " WHERE id = " + n;
            case 1 -> "SELECT id, v FROM " + t + " WHERE k = " + to(20) + " ORDER BY id";
            case 2 -> "SELECT count(*), sum(k), max(v), min(txt) FROM " + t;
            case 3 ->
                    "SELECT id, txt FROM "
                            + t
                            + " ORDER BY id LIMIT "
                            + to(9)
                            + " OFFSET "
                            + to(50);
            case 4 -> "SELECT id FROM " + t + " WHERE txt LIKE '%d" + to(9) + " p%' ORDER BY id";
            case 5 ->
                    "SELECT x.id, y.v FROM "
                            + t
                            + " x JOIN "
                            + u
                            + " y ON y.id = x.k ORDER BY x.id";
            case 6 ->
                    "SELECT x.id FROM "
                            + t
                            + " x LEFT JOIN "
                            + u
                            + " y USING (id) WHERE y.id IS NULL ORDER BY x.id LIMIT 20";
            case 7 -> "SELECT k, count(*), avg(v) FROM " + t + " GROUP BY k ORDER BY k";
            case 8 ->
                    "SELECT id, json_extract(doc, '$.n') FROM "
                            + t
                            + " WHERE id BETWEEN "
                            + n
                            + " AND "
                            + (n + 20);
            case 9 ->
                    "SELECT j.value, count(*) FROM "
                            + t
                            + ", json_each(doc, '$.list') j WHERE id < "
                            + to(60)
                            + " GROUP BY j.value ORDER BY j.value";
            case 10 ->
                    "SELECT docid, body FROM words WHERE words MATCH '"
                            + of("plum", "apple")
                            + "' ORDER BY docid";
            case 11 -> "SELECT * FROM sums ORDER BY k, s";
            case 12 -> "SELECT count(*), max(length(what)) FROM log";
            case 13 ->
                    "SELECT id, row_number() OVER (ORDER BY v, id) FROM "
                            + t
                            + " ORDER BY id DESC LIMIT 7";
            case 14 -> "SELECT EXISTS(SELECT 1 FROM " + t + " WHERE txt = 'word" + to(9) + "')";
            case 15 ->
                    "SELECT id FROM " + t + " UNION SELECT id FROM " + u + " ORDER BY 1 LIMIT 30";
            case 16 ->
                    "SELECT x FROM "
                            + (added.isEmpty() ? "m" + names : of(added.toArray(new String[0])));
            case 17 -> "SELECT name, sql FROM sqlite_schema ORDER BY name";
            case 18 ->
                    of(
                            "PRAGMA page_count",
                            "PRAGMA freelist_count",
                            "PRAGMA user_version",
                            "PRAGMA table_info(" + t + ")");
            default -> "SELECT substr(doc, -20), length(doc) FROM " + t + " WHERE id = " + n;
        };
    }
}
