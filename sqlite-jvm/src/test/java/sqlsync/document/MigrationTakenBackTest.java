package sqlsync.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import sqlsync.SqlSyncException;
import sqlsync.application.JavaReducer;
import sqlsync.document.coordinator.CoordinatorDocument;
import sqlsync.document.local.LocalDocument;
import sqlsync.journal.JournalLimits;
import sqlsync.journal.SegmentPool;
import sqlsync.jvm.CoordinatorWorld;
import sqlsync.jvm.ScriptedDevice;
import sqlsync.jvm.SeededRandomness;
import sqlsync.jvm.TestDatabase;
import sqlsync.jvm.TestReducer;
import sqlsync.platform.Answer;
import sqlsync.platform.EventQueue;
import sqlsync.platform.Fault;
import sqlsync.platform.FaultyBlockStore;
import sqlsync.platform.FaultyDisk;
import sqlsync.reducer.Reducer;
import sqlsync.timeline.Mutation;

/**
 * A disk that fails takes a migration back: no mutation of the newer reducer sees the older schema.
 */
class MigrationTakenBackTest {
    private static final List<Fault> FAULTS =
            List.of(Fault.FAILS, Fault.FAILS_AFTERWARDS, Fault.FULL);

    /** More than one flush of a small change does. */
    private static final int OPERATIONS = 6;

    private static final String COLUMNS =
            "SELECT group_concat(name) FROM pragma_table_info('items')";

    private static final String MIGRATED = "id,name,user,more1";

    @Test
    void theCoordinatorMigratesAgain() {
        int failures = 0;
        for (Fault fault : FAULTS) {
            for (int operation = 0; operation < OPERATIONS; operation++) {
                failures += onCoordinator(fault, operation) ? 1 : 0;
            }
        }
        assertTrue(failures >= FAULTS.size(), failures + " failures");
    }

    private static boolean onCoordinator(Fault fault, int operation) {
        CoordinatorWorld world = new CoordinatorWorld().start();
        ScriptedDevice device = world.device("ann").connect();
        device.mutate("add", "a");
        world.run();
        world.disk.failAfter(operation, fault);
        world.reducer = new TestReducer(2, null);
        world.document.replaceReducer(world.reducer);
        world.run();
        boolean failed = !world.trouble.isEmpty();
        world.disk.heal();
        recover(world, world.document);
        assertEquals(MIGRATED, world.rows(COLUMNS), fault + " at " + operation);
        device.mutate("add", "b");
        world.run();
        assertEquals("a b", world.names());
        world.restart();
        assertEquals(MIGRATED, world.rows(COLUMNS));
        return failed;
    }

    private static void recover(CoordinatorWorld world, CoordinatorDocument document) {
        if (document.recoverable()) {
            CoordinatorWorld.Told<Void> recovered = new CoordinatorWorld.Told<>();
            document.recover(recovered);
            world.run();
            recovered.get();
        }
        assertEquals(null, document.problem());
    }

    @Test
    void aLocalDocumentMigratesAgain() {
        int failures = 0;
        for (Fault fault : FAULTS) {
            for (int operation = 0; operation < OPERATIONS; operation++) {
                failures += new Local().migratedIn(fault, operation) ? 1 : 0;
            }
        }
        assertTrue(failures >= FAULTS.size(), failures + " failures");
    }

    /** The document is at schema version 1 then, and still knows what migration it had. */
    @Test
    void whatWasEditedIsKnownWhereAMigrationThatWasTakenBackFails() {
        Local local = new Local();
        String first = "CREATE TABLE items (id)";
        local.open(new Migrating(first));
        local.disk.failAfter(0, Fault.FAILS);
        boolean[] ran = {false};
        Migrating second = new Migrating(first);
        second.then(
                tx -> {
                    if (ran[0]) {
                        throw new IllegalStateException("not twice");
                    }
                    ran[0] = true;
                });
        local.document.replaceReducer(second);
        CoordinatorWorld.Told<Void> flushed = new CoordinatorWorld.Told<>();
        local.document.flush(flushed);
        local.events.run();
        local.disk.heal();
        local.recover();
        assertTrue(local.document.problem().getMessage().contains("not twice"));
        local.document.replaceReducer(new Migrating("CREATE TABLE items (id, edited)"));
        assertTrue(local.document.warning().startsWith("Migration 0 of the reducer"));
    }

    private static final class Migrating extends JavaReducer {
        Migrating(String sql) {
            super("migrating");
            migration(sql);
        }

        void then(Migration code) {
            migration(code);
        }
    }

    /** A document without a coordinator, on a disk that fails. */
    private static final class Local {
        private final FaultyDisk disk = new FaultyDisk();
        private final EventQueue events = new EventQueue();
        private LocalDocument document;
        private int sequence;

        boolean migratedIn(Fault fault, int operation) {
            open(new TestReducer());
            assertEquals(null, mutate("a"));
            disk.failAfter(operation, fault);
            document.replaceReducer(new TestReducer(2, null));
            boolean failed = mutate("b") != null;
            disk.heal();
            recover();
            assertEquals(MIGRATED, rows(COLUMNS), fault + " at " + operation);
            assertEquals(null, mutate("c"));
            assertEquals(failed ? "a c" : "a b c", rows("SELECT name FROM items ORDER BY id"));
            return failed;
        }

        void recover() {
            if (document.recoverable()) {
                CoordinatorWorld.Told<Void> recovered = new CoordinatorWorld.Told<>();
                document.recover(recovered);
                events.run();
                recovered.get();
            }
        }

        private void open(Reducer reducer) {
            Answer<SegmentPool> pool = new Answer<>();
            SeededRandomness bits = new SeededRandomness(1);
            SegmentPool.open(new FaultyBlockStore(disk, events), bits, JournalLimits.DEFAULT, pool);
            events.run();
            CoordinatorWorld.Told<LocalDocument> opened = new CoordinatorWorld.Told<>();
            LocalDocument.open(
                    new DocumentServices(pool.get(), CoordinatorWorld.SQLITE, events, bits, events),
                    "doc",
                    reducer,
                    true,
                    opened);
            events.run();
            document = opened.get();
        }

        private String rows(String sql) {
            return TestDatabase.read(document.reader(), sql);
        }

        /** Why it failed, or null. */
        private SqlSyncException mutate(String name) {
            SqlSyncException[] failure = new SqlSyncException[1];
            boolean[] durable = new boolean[1];
            document.mutate(
                    new MutationRequest(
                            "page", ++sequence, 0, null, List.of(new Mutation.Call("add", name))),
                    new MutationListener() {
                        @Override
                        public void applied(List<String> results) {}

                        @Override
                        public void durable() {
                            durable[0] = true;
                        }

                        @Override
                        public void failed(SqlSyncException error) {
                            failure[0] = error;
                        }
                    });
            events.run();
            assertTrue(durable[0] != (failure[0] != null), "it was answered once");
            return failure[0];
        }
    }
}
