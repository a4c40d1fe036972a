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
import sqlsync.e2e.fixture.CoordinatorJar;
import sqlsync.e2e.fixture.Tab;

/** Devices and a coordinator with reducers of different versions: what they lack waits for it. */
class SkewIT extends SyncStory {
    private static final String ALL = "SELECT text FROM letters ORDER BY id";

    private final String first = letters();

    /** What was written before this migration ran is old, and what is written later is not. */
    private final String second =
            first.replace(
                    "/* migration */",
                    ", \"ALTER TABLE letters ADD COLUMN age TEXT NOT NULL DEFAULT 'new'\", (tx) =>"
                            + " tx.run(\"UPDATE letters SET age = 'old'\")");

    private final String wordier =
            first.replace(
                    "/* mutation */",
                    "shout(tx, { text }) { tx.run(\"INSERT INTO letters (text) VALUES"
                            + " (upper(?))\", [text]); },");

    @Override
    CoordinatorJar start(List<String> reducers, String origin) {
        return super.start(List.of("letters.js"), origin);
    }

    @BeforeEach
    void publishAll() {
        server().publish("letters-1.js", first);
        server().publish("letters-2.js", second);
        server().publish("letters-wordier.js", wordier);
    }

    @Test
    void whatADeviceAheadOfItsCoordinatorMakesWaitsForTheCoordinator() {
        String id = newId("letters");
        SyncedDevice old = device(id, "/published/letters-1.js");
        write(old, "a");
        old.sync();
        SyncedDevice ahead = device(id, "/published/letters-2.js");
        write(ahead, "b");
        write(ahead, "c");
        ahead.await("connection === 'incompatible' && problem?.code === 'incompatible'");
        assertEquals(3, ahead.status("schemaVersion"));
        assertEquals(List.of("sent", "sent"), states(ahead));
        write(old, "d");
        old.sync();
        ahead.document().tab().await("handles[0].query('" + ALL + "').then((r) => r.length === 4)");
        assertEquals(List.of("a", "d", "b", "c"), ahead.document().column(ALL));
        assertEquals(List.of("a", "d"), old.document().column(ALL));

        coordinatorRuns(second);
        ahead.thereIsANetwork().sync().await("pending === 0 && problem === null");
        assertEquals(List.of(), ahead.rejected());
        assertEquals(List.of("a", "d", "b", "c"), ahead.document().column(ALL));
        assertEquals(
                List.of("old", "old", "new", "new"),
                ahead.document().column("SELECT age FROM letters ORDER BY id"));
    }

    @Test
    void aDeviceBehindItsCoordinatorKeepsWhatItMadeUntilItsReducerIsNewer() {
        String id = newId("letters");
        Tab tab = newProfile().tab();
        SyncedDevice old = open(tab, id, "/published/letters-1.js");
        write(old, "a");
        old.sync().disconnect();
        write(old, "b");
        coordinatorRuns(second);
        SyncedDevice ahead = device(id, "/published/letters-2.js");
        write(ahead, "c");
        ahead.sync();
        old.connect().await("connection === 'incompatible' && problem?.code === 'schema-too-new'");
        old.document().failureOf("it.sync()").is("incompatible").mentions("newer version");
        write(old, "d");
        tab.reload();
        SyncedDevice still = open(tab, id, "/published/letters-1.js");
        still.await("connection === 'incompatible' && pending === 2");
        assertEquals(List.of("a", "b", "d"), still.document().column(ALL));
        assertEquals(List.of(), still.rejected());
        still.document().close();

        SyncedDevice renewed = open(tab, id, "/published/letters-2.js").sync();
        assertEquals(List.of("a", "c", "b", "d"), renewed.document().column(ALL));
        assertEquals(List.of(), renewed.rejected());
        areTheSame(renewed, ahead.sync());
    }

    @Test
    void twoDevicesMigrateOfflineAtOnceAndConverge() {
        String id = newId("letters");
        SyncedDevice one = device(id, "/published/letters-1.js");
        write(one, "a");
        SyncedDevice other = device(id, "/published/letters-1.js");
        one.sync();
        other.sync();
        coordinator().stop();
        SyncedDevice migratedOne = migrate(one, id, "b");
        SyncedDevice migratedOther = migrate(other, id, "c");
        coordinator().giveReducer("letters.js", second);
        coordinator().start();
        migratedOne.thereIsANetwork().sync();
        migratedOther.thereIsANetwork().sync();
        migratedOne.sync();
        assertEquals(
                List.of("a old", "b new", "c new"),
                migratedOne.document().column("SELECT text || ' ' || age FROM letters ORDER BY 1"));
        areTheSame(migratedOne, migratedOther);
        assertEquals(List.of(), migratedOne.rejected());
        assertEquals(List.of(), migratedOther.rejected());
    }

    private SyncedDevice migrate(SyncedDevice device, String id, String text) {
        device.document().close();
        SyncedDevice migrated = open(device.document().tab(), id, "/published/letters-2.js");
        assertEquals(3, migrated.status("schemaVersion"));
        write(migrated, text);
        return migrated;
    }

    @Test
    void aMutationThatTheCoordinatorLacksIsHeldWithAllBehindItAndNotLost() {
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
        // What was burnt can't be sealed: here it is left out, and the coordinator will decide.
        ahead.await("parked === 1");
        assertEquals(List.of("sent", "parked", "sent"), states(ahead));
        assertEquals(List.of("B", "c"), ahead.document().column(ALL));
        assertEquals(List.of(), ahead.rejected());

        coordinatorRuns(wordier);
        assertEquals("accepted", ahead.thereIsANetwork().outcome(shout));
        assertEquals("rejected no-letter", ahead.outcome(seal));
        ahead.sync().await("pending === 0 && parked === 0 && problem === null");
        assertEquals(List.of("B", "c"), other.sync().document().column(ALL));
        areTheSame(ahead, other);
    }

    @Test
    void aPendingMutationThatTheDeviceLacksIsParkedAndSettledByTheCoordinator() {
        coordinatorRuns(wordier);
        String id = newId("letters");
        SyncedDevice before = device(id, "/published/letters-wordier.js").sync();
        coordinator().stop();
        write(before, "a");
        before.begin("shout", Map.of("text", "b"));
        write(before, "c");
        before.document().close();
        SyncedDevice lacks = open(before.document().tab(), id, "/published/letters-1.js");
        lacks.await("parked === 1 && pending === 3").keepOutcomesOfPending();
        assertEquals(List.of("unsent", "parked", "unsent"), states(lacks));
        assertEquals("shout", lacks.pending().get(1).get("name"));
        assertEquals(List.of("a", "c"), lacks.document().column(ALL));
        lacks.document().failureOf("it.mutate('shout', {text: 'd'})").is("unknown-mutation");

        coordinator().start();
        lacks.thereIsANetwork().sync().await("parked === 0 && pending === 0 && problem === null");
        assertEquals(
                List.of("accepted", "accepted", "accepted"),
                List.copyOf(lacks.outcomes().values()));
        assertEquals(List.of("a", "B", "c"), lacks.document().column(ALL));
        areTheSame(lacks, device(id, "/published/letters-wordier.js").sync());
    }

    @Test
    void aCoordinatorThatWentBackToAnOlderReducerLosesNothing() {
        coordinatorRuns(second);
        String id = newId("letters");
        SyncedDevice device = device(id, "/published/letters-2.js");
        write(device, "a");
        device.sync();
        coordinatorRuns(first);
        write(device, "b");
        device.thereIsANetwork().await("connection === 'incompatible' && pending === 1");
        device.document().failureOf("it.sync()").is("incompatible").mentions("the coordinator's");
        assertEquals(List.of(), device.rejected());
        coordinatorRuns(second);
        device.thereIsANetwork().await("connection === 'connected'").sync();
        assertEquals(List.of("a", "b"), device.document().column(ALL));
        areTheSame(device, device(id, "/published/letters-2.js").sync());
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
