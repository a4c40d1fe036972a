package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Devices and a coordinator with reducers of different versions: what they lack waits for it. */
class SkewIT extends SyncStory {
    private static final String ALL = "SELECT text FROM letters ORDER BY id";

    private final String first = letters();
    private final String second =
            first.replace(
                    "/* migration */",
                    ", \"ALTER TABLE letters ADD COLUMN stamp TEXT NOT NULL DEFAULT 'none'\"");
    private final String wordier =
            first.replace(
                    "/* mutation */",
                    "shout(tx, { text }) { tx.run(\"INSERT INTO letters (text) VALUES"
                            + " (upper(?))\", [text]); },");

    @BeforeEach
    void publishAll() {
        server().publish("letters-1.js", first);
        server().publish("letters-2.js", second);
        server().publish("letters-wordier.js", wordier);
        coordinatorRuns(first);
    }

    @Test
    void aDeviceAheadOfItsCoordinatorWaitsAndLosesNothing() {
        String id = newId("letters");
        SyncedDevice old = device(id, "/published/letters-1.js");
        write(old, "a");
        old.sync();
        SyncedDevice ahead = device(id, "/published/letters-2.js");
        write(ahead, "b");
        ahead.await("problem?.code === 'incompatible'");
        assertEquals("connected", ahead.status("connection"));
        assertEquals(2, ahead.status("schemaVersion"));
        assertEquals(List.of("sent"), states(ahead));
        assertEquals(List.of(), ahead.rejected());
        write(old, "c");
        old.sync();
        ahead.document().tab().await("handles[0].query(\"" + ALL + "\").then((r) => r.length > 2)");
        assertEquals(List.of("a", "c", "b"), ahead.document().column(ALL));

        coordinatorRuns(second);
        ahead.sync();
        assertEquals(List.of("a", "c", "b"), ahead.document().column(ALL));
        // The old one keeps what it makes, and shows what it had, until it is renewed.
        old.await("connection === 'incompatible' && problem?.code === 'schema-too-new'");
        write(old, "d");
        old.document().failureOf("it.sync()").is("incompatible").mentions("newer version");
        assertEquals(1, old.status("pending"));
        assertEquals(List.of(), old.rejected());
        old.document().close();
        SyncedDevice renewed = open(old.document().tab(), id, "/published/letters-2.js").sync();
        assertEquals(List.of("a", "c", "b", "d"), renewed.document().column(ALL));
        areTheSame(renewed, ahead.sync());
    }

    @Test
    void aMutationThatTheCoordinatorLacksIsHeldWithAllBehindItAndNotRejected() {
        String id = newId("letters");
        SyncedDevice other = device(id, "/published/letters-1.js");
        write(other, "a");
        other.sync();
        SyncedDevice ahead = device(id, "/published/letters-wordier.js").sync();
        String shout = ahead.begin("shout", Map.of("text", "b"));
        String seal = ahead.begin("seal", Map.of("text", "a"));
        write(ahead, "c");
        ahead.await("problem?.code === 'unknown-mutation' && pending === 3");
        other.document().mutate("burn");
        other.sync();
        // What was burnt cannot be sealed: here it is left out, and the coordinator will decide.
        ahead.await("parked === 1");
        assertEquals(List.of("sent", "parked", "sent"), states(ahead));
        assertEquals(List.of("B", "c"), ahead.document().column(ALL));
        assertEquals(List.of(), ahead.rejected());
        coordinatorRuns(wordier);
        assertEquals("accepted", ahead.outcome(shout));
        assertEquals("rejected no-letter", ahead.outcome(seal));
        ahead.sync().await("pending === 0 && parked === 0 && problem === null");
        assertEquals(List.of("B", "c"), other.sync().document().column(ALL));
        areTheSame(ahead, other);
    }

    @Test
    void aReducerThatTheCoordinatorLacksIsSaidAndWhatIsMadeStays() {
        String id = newId("chance");
        SyncedDevice device =
                device(id, "chance.js").await("connection === 'unknown-reducer' && !synced");
        assertEquals("unknown-reducer", device.status("problem.code"));
        device.document().failureOf("it.sync()").is("unknown-reducer").mentions("chance");
    }

    @Test
    void aDocumentOfAnotherReducerIsIncompatible() {
        String id = newId("letters");
        device(id, "/published/letters-1.js").sync();
        SyncedDevice other = device(id, "todo.js").await("connection === 'incompatible'");
        other.document().mutate("add", Map.of("text", "milk"));
        assertEquals("incompatible", other.status("problem.code"));
        other.document().failureOf("it.sync()").is("incompatible").mentions("letters");
        other.await("pending === 1");
        assertEquals(List.of("unsent"), states(other));
    }

    @Test
    void aDocumentThatMustBeThereAndIsNotIsNotFound() {
        String id = newId("list");
        coordinator().stop();
        SyncedDevice maker = device(id, "todo.js");
        maker.document().mutate("add", Map.of("text", "milk"));
        maker.document().close();
        coordinator().start();
        SyncedDevice again =
                open(maker.document().tab(), id, "todo.js", Map.of("create", false))
                        .await("connection === 'not-found' && pending === 1");
        assertEquals("not-found", again.status("problem.code"));
        again.document().failureOf("it.sync()").is("not-found");
        assertEquals(List.of("milk"), again.document().column("SELECT text FROM todo"));
    }

    private void coordinatorRuns(String text) {
        coordinator().stop();
        coordinator().giveReducer("letters.js", text);
        coordinator().start();
    }

    private static void write(SyncedDevice device, String text) {
        device.document().mutate("write", Map.of("text", text));
    }

    private static List<Object> states(SyncedDevice device) {
        return device.pending().stream().map(each -> each.get("state")).toList();
    }

    private static String letters() {
        try {
            Path module = Path.of(System.getProperty("basedir", "."));
            return Files.readString(module.resolve("src/test/web/reducers/letters.js"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
