package sqlsync.reactive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.codec.ByteWriter;
import sqlsync.jvm.JvmSqlite;
import sqlsync.jvm.SeededRandomness;
import sqlsync.jvm.WatchedRows;
import sqlsync.page.SerializedPages;
import sqlsync.sqlite.Connection;
import sqlsync.sqlite.RandomSql;
import sqlsync.sqlite.SqlException;
import sqlsync.sqlite.Sqlite;
import sqlsync.storage.Layer;
import sqlsync.storage.Pages;

/**
 * Random schemas, queries and changes; the changes are commits of mutations, migrations, reverts of
 * what was not durable, and layers of another device. After each change every watched query gives
 * what a connection gives that has just been opened; most were not run for that.
 */
class LiveQueriesPropertyTest {
    private static final int STEPS = 280;
    private static final int WATCHED = 8;

    private static Sqlite sqlite;

    private final Pages pages = new Pages(20_000);
    private final Pages theirs = new Pages(20_000);
    private final Deque<Layer> sealed = new ArrayDeque<>();
    private final List<LiveQuery<WatchedRows>> watched = new ArrayList<>();
    private Connection writer;
    private Connection theirWriter;
    private LiveQueries<WatchedRows> queries;
    private RandomSql sql;
    private Random random;

    @BeforeAll
    static void load() {
        sqlite = Sqlite.install(new JvmSqlite(), () -> 0, new SeededRandomness(3));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyWatchedQueryGivesWhatAFreshOneGives(long seed, TestReporter reporter) {
        random = new Random(seed);
        sql = new RandomSql(random);
        writer = sqlite.openWriter(pages);
        theirWriter = sqlite.openWriter(theirs);
        Connection reader = sqlite.openReader(pages);
        queries = new LiveQueries<>(pages, reader);
        commit(writer, sql.schema());
        pages.durable(pages.seal());
        for (int step = 0; step < STEPS; step++) {
            while (watched.size() < WATCHED) {
                String query = sql.query();
                watched.add(queries.watch(query, query, WatchedRows.of(query)));
            }
            String change = step();
            compare("seed " + seed + ", step " + step + ", " + change);
            if (random.nextInt(8) == 0) {
                queries.unwatch(watched.remove(random.nextInt(watched.size())));
            }
        }
        reporter.publishEntry(
                "run " + queries.queriesRun() + ", skipped " + queries.queriesSkipped());
        assertTrue(queries.queriesRun() > STEPS, "hardly anything was run");
        assertTrue(queries.queriesSkipped() > STEPS, "hardly anything was skipped");
        reader.close();
        theirWriter.close();
        writer.close();
    }

    /** All at one moment, some of them later than others. */
    private void compare(String after) {
        Connection fresh = sqlite.openReader(pages);
        for (LiveQuery<WatchedRows> query : watched) {
            if (random.nextInt(10) > 0) {
                assertEquals(
                        WatchedRows.read(fresh, query.sql()),
                        query.result(),
                        () -> query.sql() + " after " + after);
            }
        }
        fresh.close();
    }

    private String step() {
        switch (random.nextInt(20)) {
            case 0 -> {
                return commit(writer, sql.migration());
            }
            case 1, 2 -> {
                seal();
                return "seal";
            }
            case 3 -> {
                while (!sealed.isEmpty()) {
                    pages.durable(sealed.remove());
                }
                return "durable";
            }
            case 4 -> {
                pages.revert();
                sealed.clear();
                return "revert";
            }
            case 5 -> {
                return layerOfAnother();
            }
            case 6 -> {
                return rolledBack();
            }
            default -> {
                return commit(writer, sql.mutation());
            }
        }
    }

    private void seal() {
        Layer layer = pages.seal();
        if (layer != null) {
            sealed.add(layer);
        }
    }

    /** A rebase: what is ours goes, what another device did comes, ours is done again. */
    private String layerOfAnother() {
        pages.revert();
        sealed.clear();
        theirs.apply(bytes(pages.freeze()));
        String done = commit(theirWriter, sql.mutation());
        if (random.nextInt(4) == 0) {
            done += commit(theirWriter, sql.migration());
        }
        Layer layer = theirs.seal();
        if (layer != null) {
            theirs.durable(layer);
            pages.apply(random.nextBoolean() ? bytes(layer) : bytes(theirs.freeze()));
        }
        return "theirs: " + done + "; ours: " + commit(writer, sql.mutation());
    }

    private String rolledBack() {
        String change = sql.mutation();
        writer.begin();
        execute(writer, change);
        writer.rollback();
        return "rolled back: " + change;
    }

    private static String commit(Connection to, String change) {
        to.begin();
        String failure = execute(to, change);
        if (failure.isEmpty()) {
            to.commit();
        } else {
            to.rollback();
        }
        return change + failure;
    }

    private static String execute(Connection on, String change) {
        try {
            on.execute(change);
            return "";
        } catch (SqlException refused) {
            return " (" + refused.getMessage() + ")";
        }
    }

    private static SerializedPages bytes(sqlsync.page.SparsePages layer) {
        ByteWriter out = new ByteWriter();
        SerializedPages.write(out, layer, layer instanceof Layer);
        return SerializedPages.read(out.array(), 0, out.size());
    }
}
