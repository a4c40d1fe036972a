package sqlsync.document.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import sqlsync.jvm.CoordinatorWorld;
import sqlsync.jvm.SyncWorld;
import sqlsync.jvm.SyncedDevice;
import sqlsync.timeline.Mutation;

/** Much of everything. */
class SyncedCrowdTest {
    /** {@code -Dsqlsync.crowd.settled=100000} is what is promised; it takes half a minute. */
    private static final int SETTLED = Integer.getInteger("sqlsync.crowd.settled", 10_000);

    private static final int CONFLICTS = 500;

    private final SyncWorld world = new SyncWorld().start();

    @Test
    void aLateDeviceJoinsADocumentWithManySettledMutations() {
        for (int i = 0; i < SETTLED; i++) {
            world.server.document.mutate(
                    "server",
                    null,
                    "m" + i,
                    List.of(new Mutation.Call("add", i + " name-" + i)),
                    new CoordinatorWorld.Told<>());
            if (i % 500 == 499) {
                world.settleDown();
            }
        }
        world.settleDown();
        SyncedDevice late = world.device("late").open();
        late.mutate("add", "mine x");
        world.untilSynced();

        String count = "SELECT count(*) FROM items";
        assertEquals(String.valueOf(SETTLED + 1), late.rows(count));
        assertEquals(
                "name-" + (SETTLED - 1),
                late.rows("SELECT name FROM items WHERE id = " + "'" + (SETTLED - 1) + "'"));
        assertEquals("ok", late.rows("PRAGMA integrity_check"));
        SyncFigures figures = late.document.figures();
        long database = late.document.databaseBytes();
        assertTrue(
                figures.bytesReceived() < database * 2,
                figures.bytesReceived() + " bytes for a database of " + database);
        assertTrue(figures.replayed() < 100, figures.replayed() + " mutations were replayed");
    }

    @Test
    void fiveHundredConflictsASideEndTheSameEverywhere() {
        SyncedDevice one = world.device("one").open();
        SyncedDevice two = world.device("two").open();
        for (int i = 0; i < CONFLICTS; i++) {
            one.mutate("add", "k" + i + " x");
        }
        world.untilSynced();
        one.offline();
        two.offline();
        for (int i = 0; i < CONFLICTS; i++) {
            // Delete against edit, edit against delete, edit against edit, add against add.
            switch (i % 4) {
                case 0 -> both(one, "delete", "k" + i + " x", two, "edit", "k" + i + " two");
                case 1 -> both(one, "edit", "k" + i + " one", two, "delete", "k" + i + " x");
                case 2 -> both(one, "edit", "k" + i + " one", two, "edit", "k" + i + " two");
                default -> both(one, "add", "n" + i + " one", two, "add", "n" + i + " two");
            }
        }
        world.settleDown();
        one.goOnline();
        world.until(() -> one.document.status().synced());
        two.goOnline();
        world.untilSynced();

        world.assertConverged();
        int quarter = CONFLICTS / 4;
        assertEquals(0, one.document.rejected().size(), "who came first");
        assertEquals(2 * quarter, two.document.rejected().size(), "edits and adds that came late");
        // What one edited two deleted; what both edited is as the later one wrote it.
        assertEquals(
                String.valueOf(quarter),
                one.rows("SELECT count(*) FROM items WHERE id LIKE 'k%' AND name = 'two'"));
        assertEquals(CONFLICTS, two.settled.size());
    }

    private static void both(
            SyncedDevice one, String ofOne, String a, SyncedDevice two, String ofTwo, String b) {
        one.mutate(ofOne, a);
        two.mutate(ofTwo, b);
    }
}
