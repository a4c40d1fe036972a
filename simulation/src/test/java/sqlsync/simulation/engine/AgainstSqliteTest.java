package sqlsync.simulation.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sqlsync.jvm.JvmSqlite;
import sqlsync.page.SerializedPages;
import sqlsync.platform.SeededRandomness;
import sqlsync.sqlite.Sqlite;
import sqlsync.storage.Pages;

/**
 * The model engine does what SQLite does: the same steps on both, of a writer and a reader on the
 * same pages, with layers sealed, made durable and taken back between, have the same rows, errors,
 * transactions and commits. A copy that gets the layers only holds the same.
 */
class AgainstSqliteTest {
    private static final int STEPS = 250;

    private static Sqlite sqlite;
    private static Sqlite model;

    private final List<String> history = new ArrayList<>();
    private final Pages[] copies = {new Pages(10_000), new Pages(10_000)};
    private Database real;
    private Database modelled;
    private RandomStatements statements;
    private Random random;
    private boolean spills;
    private int savepoints;

    @BeforeAll
    static void load() {
        sqlite = Sqlite.install(new JvmSqlite(), () -> 0, new SeededRandomness(3));
        model = Sqlite.install(new ModelSqlite(), () -> 0, new SeededRandomness(3));
    }

    static List<Long> seeds() {
        long first = Long.getLong("sqlsync.firstSeed", 1);
        List<Long> seeds = new ArrayList<>();
        for (int i = 0; i < Integer.getInteger("sqlsync.engineSeeds", 25); i++) {
            seeds.add(first + i);
        }
        return seeds;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theModelDoesWhatSqliteDoes(long seed) {
        random = new Random(seed);
        statements = new RandomStatements(random);
        real = new Database(sqlite, 10_000);
        modelled = new Database(model, 10_000);
        spills = seed % 3 == 0;
        if (spills) {
            both("cache", on -> on.execute("PRAGMA cache_size = 3"));
        }
        for (int step = 0; step < STEPS; step++) {
            step(random.nextInt(26));
        }
        both("stop", Database::stopReading);
        both("rollback", Database::rollback);
        digest();
        layers(real, copies[0], Integer.MAX_VALUE);
        layers(modelled, copies[1], Integer.MAX_VALUE);
        for (String sql : RandomStatements.DIGEST) {
            assertEquals(text(sqlite, copies[0], sql), text(model, copies[1], sql), sql);
        }
        real.close();
        modelled.close();
    }

    private void step(int choice) {
        switch (choice) {
            case 0, 1, 2 -> both("begin", Database::begin);
            case 3, 4 -> both("commit", Database::commit);
            case 5 -> both("rollback", Database::rollback);
            case 6 -> savepoint();
            case 7 -> {
                if (!spills) {
                    both("start", on -> on.startReading("SELECT * FROM t0 ORDER BY k"));
                }
            }
            case 8 -> both("stop", Database::stopReading);
            case 9 -> {
                RandomStatements.Call call = statements.schema();
                both(call.sql(), on -> on.run(call.sql()));
            }
            case 10, 11 -> {
                RandomStatements.Call call = statements.query();
                both(call.sql(), on -> on.run(call.sql(), call.parameters()));
                read(call.sql(), call.parameters());
            }
            case 12 -> beneath();
            case 13 -> {
                RandomStatements.Call call = statements.change();
                read(call.sql(), call.parameters());
            }
            case 14 -> digest();
            default -> {
                RandomStatements.Call call = statements.change();
                both(call.sql(), on -> on.run(call.sql(), call.parameters()));
            }
        }
    }

    private void savepoint() {
        if (!real.writing()) {
            savepoints = 0;
            return;
        }
        String sql =
                switch (random.nextInt(3)) {
                    case 0 -> "SAVEPOINT s" + savepoints++;
                    case 1 -> "ROLLBACK TO s" + random.nextInt(savepoints + 1);
                    default -> "RELEASE s" + random.nextInt(savepoints + 1);
                };
        both(sql, on -> on.run(sql));
    }

    /** What a document does to pages while nobody looks at them. */
    private void beneath() {
        both("stop", Database::stopReading);
        if (real.writing()) {
            return;
        }
        int choice = random.nextInt(5);
        history.add("beneath " + choice);
        switch (choice) {
            case 0, 1 -> assertEquals(real.seal(), modelled.seal(), this::story);
            case 2 -> {
                layers(real, copies[0], 1);
                layers(modelled, copies[1], 1);
            }
            case 3 -> {
                real.revert();
                modelled.revert();
                digest();
            }
            default -> {
                real.reconnect();
                modelled.reconnect();
            }
        }
    }

    private static void layers(Database from, Pages copy, int most) {
        if (most > 1) {
            from.seal();
        }
        for (int i = 0; i < most; i++) {
            byte[] layer = from.durable();
            if (layer == null) {
                return;
            }
            copy.apply(SerializedPages.read(layer, 0, layer.length));
        }
    }

    private void digest() {
        for (String sql : RandomStatements.DIGEST) {
            both(sql, on -> on.run(sql));
            read(sql);
        }
    }

    /** Who spills keeps readers out: when, is not the same on both. */
    private void read(String sql, Object... parameters) {
        if (!spills || !real.writing()) {
            both(sql, on -> on.read(sql, parameters));
        }
    }

    private static String text(Sqlite engine, Pages pages, String sql) {
        Database copy = new Database(engine, pages);
        String text = copy.read(sql);
        copy.close();
        return text;
    }

    private interface Act {
        String on(Database database);
    }

    private void both(String what, Act act) {
        String expected = act.on(real);
        history.add(what + " -> " + expected);
        assertEquals(expected, act.on(modelled), this::story);
    }

    private String story() {
        return String.join("\n", history);
    }
}
