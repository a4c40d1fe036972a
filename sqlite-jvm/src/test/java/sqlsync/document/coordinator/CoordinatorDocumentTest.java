package sqlsync.document.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.jvm.CoordinatorWorld;
import sqlsync.jvm.ScriptedDevice;
import sqlsync.reducer.Reducer;
import sqlsync.reducer.Transaction;

/** A coordinator's document, and devices that speak with it. */
class CoordinatorDocumentTest {
    private final CoordinatorWorld world = new CoordinatorWorld();

    @Test
    void mutationsOfTwoDevicesEndInOneDatabase() {
        world.start();
        ScriptedDevice one = world.device("ann").connect();
        ScriptedDevice two = world.device("bob").connect();
        one.mutate("add", "a1").mutate("add", "a2");
        two.mutate("add", "b1");
        world.run();
        two.mutate("add", "b2");
        world.run();

        world.assertConverged();
        assertEquals("a1 a2 b1 b2", world.rows("SELECT name FROM items ORDER BY name"));
        assertEquals("ann bob", world.rows("SELECT DISTINCT user FROM items ORDER BY user"));
        assertEquals(4, world.document.stats().accepted());
    }

    /** A coordinator has no worker that could fail. */
    @Test
    void whatBreaksWhileADocumentIsOpenedIsAFailureOfTheCoordinator() {
        world.reducer =
                new Reducer() {
                    @Override
                    public String name() {
                        return "items";
                    }

                    @Override
                    public int schemaVersion() {
                        throw new IllegalStateException("No version.");
                    }

                    @Override
                    public void migrate(int version, Transaction transaction) {}

                    @Override
                    public List<String> mutationNames() {
                        return List.of();
                    }

                    @Override
                    public String apply(String name, String arguments, Transaction transaction) {
                        return "";
                    }
                };
        SqlSyncException failure = assertThrows(SqlSyncException.class, world::start);
        assertEquals(ErrorCode.COORDINATOR_FAILED, failure.code());
        assertEquals("The document can't be opened: No version.", failure.getMessage());
    }
}
