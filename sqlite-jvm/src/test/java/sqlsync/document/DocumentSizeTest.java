package sqlsync.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.journal.Journal;
import sqlsync.jvm.CoordinatorWorld;
import sqlsync.jvm.ScriptedDevice;
import sqlsync.jvm.SyncWorld;
import sqlsync.jvm.SyncedDevice;
import sqlsync.page.Page;
import sqlsync.reducer.Reducer;
import sqlsync.reducer.Transaction;
import sqlsync.sqlite.SqlException;
import sqlsync.timeline.Mutation;

/** A coordinator's document grows to its limit only, and one that is larger is refused alone. */
class DocumentSizeTest {
    private static final int PAGES = 40;
    private final CoordinatorWorld world = new CoordinatorWorld();
    private int posted;

    /** Rows that take pages. */
    private static final class BlobReducer implements Reducer {
        @Override
        public String name() {
            return "items";
        }

        @Override
        public int schemaVersion() {
            return 1;
        }

        @Override
        public void migrate(int version, Transaction transaction) {
            transaction.run(
                    "CREATE TABLE items (id INTEGER PRIMARY KEY AUTOINCREMENT, name BLOB)", null);
        }

        @Override
        public List<String> mutationNames() {
            return List.of("grow", "swallow", "many", "clear", "last");
        }

        @Override
        public String apply(String name, String arguments, Transaction transaction) {
            switch (name) {
                case "grow" -> grow(arguments, transaction);
                case "many" -> {
                    for (int i = 0; i < 2_000; i++) {
                        grow(arguments, transaction);
                    }
                }
                case "swallow" -> {
                    try {
                        for (int i = 0; i < 2_000; i++) {
                            grow(arguments, transaction);
                        }
                    } catch (SqlException full) {
                        return "";
                    }
                }
                case "clear" -> transaction.run("DELETE FROM items", null);
                default -> {
                    transaction.run("INSERT INTO items VALUES (9223372036854775807, 1)", null);
                    transaction.run("INSERT INTO items (name) VALUES (1)", null);
                }
            }
            return "";
        }

        private static void grow(String bytes, Transaction transaction) {
            transaction.run("INSERT INTO items (name) VALUES (randomblob(" + bytes + "))", null);
        }
    }

    @BeforeEach
    void start() {
        world.reducer = new BlobReducer();
    }

    private ErrorCode post(String name, int bytes) {
        CoordinatorWorld.Told<List<String>> told = new CoordinatorWorld.Told<>();
        world.document.mutate(
                "ann",
                null,
                "id" + ++posted,
                List.of(new Mutation.Call(name, Integer.toString(bytes))),
                told);
        world.run();
        return told.failure() == null ? null : told.failure().code();
    }

    private long pages() {
        return world.document.stats().databaseBytes() / Page.BYTES;
    }

    private static long pagesAfter(int pagesMax, int bytes, ErrorCode wanted) {
        DocumentSizeTest test = new DocumentSizeTest();
        test.start();
        test.world.pagesMax = pagesMax;
        test.world.start().run();
        long before = test.pages();
        assertEquals(wanted, test.post("grow", bytes));
        assertEquals(wanted == null ? "1" : "0", test.world.rows("SELECT count(*) FROM items"));
        assertEquals("ok", test.world.rows("PRAGMA integrity_check"));
        return wanted == null ? test.pages() : before;
    }

    @Test
    void whatFitsIsTakenAndOnePageMoreIsNot() {
        int bytes = PAGES * Page.BYTES;
        int needed = (int) pagesAfter(Document.PAGES_MAX, bytes, null);
        assertTrue(needed > PAGES);
        pagesAfter(needed + 1, bytes, null);
        pagesAfter(needed, bytes, null);
        pagesAfter(needed - 1, bytes, ErrorCode.TOO_LARGE);
    }

    @Test
    void aFullDocumentGoesOn() {
        world.pagesMax = PAGES;
        world.start().run();
        while (post("grow", 3 * Page.BYTES) == null) {
            assertTrue(pages() <= PAGES);
        }
        String rows = world.rows("SELECT count(*) FROM items");
        for (String name : List.of("many", "swallow")) {
            // Larger than SQLite's cache: it meets the limit in the middle of the reducer.
            assertEquals(ErrorCode.TOO_LARGE, post(name, Page.BYTES), name);
            assertEquals(rows, world.rows("SELECT count(*) FROM items"));
        }
        world.restart();
        assertEquals(rows, world.rows("SELECT count(*) FROM items"));
        assertNull(post("clear", 0));
        assertNull(post("grow", 20 * Page.BYTES));
        assertEquals("ok", world.rows("PRAGMA integrity_check"));
        assertEquals(0, world.breaks);
    }

    @Test
    void aDeviceIsToldAndItsOtherMutationsGoOn() {
        world.pagesMax = PAGES;
        world.start();
        ScriptedDevice device = world.device("ann").connect();
        device.mutate("grow", "1").mutate("grow", "1000000").mutate("grow", "1");
        world.run();
        assertEquals("too-large", device.rejections.get(2L).code());
        assertNull(device.rejections.get(2L).reason());
        assertEquals(1, device.rejections.size());
        assertEquals("2", world.rows("SELECT count(*) FROM items"));
        assertEquals(0, device.unsettled());
    }

    private static SyncWorld worldWithLimit() {
        SyncWorld world = new SyncWorld();
        world.server.reducer = new BlobReducer();
        world.server.pagesMax = PAGES;
        return world.start();
    }

    private static SyncedDevice deviceThatHasMet(SyncWorld world) {
        SyncedDevice device = world.device("a");
        device.reducer = new BlobReducer();
        device.open();
        world.untilSynced();
        return device;
    }

    /** What a device has called durable is accepted: it refuses what is too large itself. */
    @Test
    void aDeviceKnowsItsCoordinatorsLimit() {
        SyncWorld devices = worldWithLimit();
        SyncedDevice device = deviceThatHasMet(devices);
        device.mutate("grow", "1000000");
        devices.untilSynced();
        assertEquals(List.of("a-1 too-large"), device.failed);

        device.offline().crash();
        device.open();
        device.mutate("grow", "1000000");
        for (int i = 0; i < 40; i++) {
            device.mutate("grow", "8000");
        }
        device.goOnline();
        devices.untilSynced();
        assertEquals("a-2 too-large", device.failed.get(1));
        assertTrue(device.failed.size() > 10, device.failed.size() + " refused");
        assertTrue(device.durable.size() > 10, device.durable.size() + " durable");
        assertEquals("", device.rejected());
        String taken = Integer.toString(device.durable.size());
        assertEquals(taken, devices.server.rows("SELECT count(*) FROM items"));

        devices.server.pagesMax = 2 * PAGES;
        devices.server.restart();
        devices.untilSynced();
        int before = device.durable.size();
        device.mutate("grow", "8000");
        devices.untilSynced();
        assertEquals(before + 1, device.durable.size());
    }

    /** The limit outlives the notes that it stood among. */
    @Test
    void aDeviceKnowsTheLimitWhenItsNotesWereFolded() {
        SyncWorld devices = worldWithLimit();
        SyncedDevice device = deviceThatHasMet(devices);
        Journal notes = device.document.log().device();
        while (notes.range().first() == 1) {
            device.mutate("grow", "1");
            device.mutate("clear", "");
            devices.untilSynced();
        }
        device.offline().crash();
        device.open();
        device.mutate("grow", "1000000");
        devices.settleDown();
        assertEquals(1, device.failed.size());
    }

    @Test
    void otherThingsThatHaveAnEndAreNotTakenForTheLimit() {
        world.pagesMax = PAGES;
        world.start();
        assertEquals(ErrorCode.MUTATION_REJECTED, post("last", 0));
    }

    @Test
    void aDocumentThatIsLargerIsRefusedUntilTheLimitIs() {
        for (boolean crashed : new boolean[] {false, true}) {
            for (boolean folded : new boolean[] {false, true}) {
                DocumentSizeTest test = new DocumentSizeTest();
                test.start();
                test.refusedWhereLarger(crashed, folded);
            }
        }
    }

    private void refusedWhereLarger(boolean crashed, boolean folded) {
        world.start();
        assertNull(post("grow", PAGES * Page.BYTES));
        for (int i = 0; folded && i < 20; i++) {
            assertNull(post("grow", 10 * Page.BYTES));
        }
        String rows = world.rows("SELECT count(*) FROM items");
        int pages = (int) pages();
        world.pagesMax = PAGES;
        for (int i = 0; i < 3; i++) {
            SqlSyncException refused =
                    assertThrows(
                            SqlSyncException.class,
                            () -> {
                                if (crashed || world.document == null) {
                                    world.crash();
                                    world.start();
                                } else {
                                    world.restart();
                                }
                            });
            assertEquals(ErrorCode.TOO_LARGE, refused.code(), refused.getMessage());
            assertTrue(refused.getMessage().contains("--document-bytes-max"));
            assertTrue(refused.getMessage().contains(" " + pages * Page.BYTES + " bytes"));
        }
        world.pagesMax = pages;
        world.crash();
        world.start();
        assertEquals(rows, world.rows("SELECT count(*) FROM items"));
    }

    @Test
    void aLogThatIsTooLongForTheLimitIsNotRead() {
        world.start();
        assertNull(post("grow", 18 << 20));
        world.crash();
        world.pagesMax = PAGES;
        SqlSyncException refused = assertThrows(SqlSyncException.class, world::start);
        assertEquals(ErrorCode.TOO_LARGE, refused.code());
        assertTrue(refused.getMessage().contains(" to open"), refused.getMessage());
    }
}
