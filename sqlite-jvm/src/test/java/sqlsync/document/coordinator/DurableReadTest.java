package sqlsync.document.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;
import sqlsync.ErrorCode;
import sqlsync.jvm.CoordinatorWorld;
import sqlsync.platform.Fault;
import sqlsync.timeline.Mutation;

/** What a coordinator answers a query with is on disk. */
class DurableReadTest {
    private final CoordinatorWorld world = new CoordinatorWorld().start();
    private int posted;

    private CoordinatorWorld.Told<List<String>> post(String name) {
        CoordinatorWorld.Told<List<String>> told = new CoordinatorWorld.Told<>();
        world.document.mutate(
                "ann", null, "id" + ++posted, List.of(new Mutation.Call("add", name)), told);
        return told;
    }

    private CoordinatorWorld.Told<String> read() {
        CoordinatorWorld.Told<String> told = new CoordinatorWorld.Told<>();
        world.document.read(world::names, told);
        return told;
    }

    @Test
    void whatIsOnDiskIsAnsweredAtOnce() {
        post("a");
        world.run();
        assertEquals("a", read().get());
    }

    @Test
    void whatIsNotOnDiskYetIsAnsweredWhenItIs() {
        post("a");
        CoordinatorWorld.Told<String> read = read();
        assertFalse(read.isTold());
        world.run();
        assertEquals("a", read.get());
    }

    @Test
    void whatIsTakenBackIsNotAnswered() {
        post("a");
        world.run();
        for (Fault fault : List.of(Fault.FULL, Fault.FAILS)) {
            world.disk.failFrom(0, fault);
            CoordinatorWorld.Told<List<String>> lost = post("lost");
            assertEquals("a lost", world.names());
            CoordinatorWorld.Told<String> read = read();
            world.run();
            assertEquals("a", read.get());
            assertFalse(lost.failure() == null);
            world.disk.heal();
            CoordinatorWorld.Told<Void> recovered = new CoordinatorWorld.Told<>();
            world.document.recover(recovered);
            world.run();
            recovered.get();
        }
    }

    @Test
    void aClosedDocumentIsNotRead() {
        world.document.close(new CoordinatorWorld.Told<>());
        assertEquals(ErrorCode.CLOSED, read().failure().code());
    }
}
