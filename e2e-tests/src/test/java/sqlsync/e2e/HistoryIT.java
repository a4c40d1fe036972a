package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sqlsync.e2e.fixture.CoordinatorJar;
import sqlsync.e2e.fixture.Profile;
import sqlsync.e2e.fixture.Tab;

/**
 * Devices and coordinators that were away, copied, rolled back or replaced, and clocks that are
 * wrong: whoever comes back ends with what the others have, and sends nothing twice.
 */
class HistoryIT extends SyncStory {
    private static final String ALL = "SELECT text FROM todo ORDER BY text";
    private static final long YEAR_MILLIS = 365L * 24 * 3600 * 1000;

    @Override
    CoordinatorJar start(List<String> reducers, String origin) {
        return super.start(List.of("todo.js", "cells.js", "chance.js"), origin);
    }

    @AfterEach
    void heal() {
        server().trouble();
    }

    @Test
    void aDeviceComesBackAfterCompactionWithMutationsOfItsOwn() {
        String id = newId("cells");
        SyncedDevice busy = device(id, "cells.js").sync();
        SyncedDevice away = device(id, "cells.js").sync().disconnect();
        put(away, 7, "made while away");
        int busyBefore = received(busy);
        int awayBefore = received(away);
        for (int i = 1; i <= 60; i++) {
            put(busy, i % 3, Integer.toString(i, 36).repeat(1_500));
            busy.sync();
        }
        away.connect().sync();
        int layers = received(busy) - busyBefore;
        int came = received(away) - awayBefore;
        assertTrue(came < layers / 2, came + " bytes came of " + layers + ": nothing was folded");
        assertEquals(
                "made while away",
                busy.sync().document().value("SELECT value FROM cells WHERE slot = 7"));
        areTheSame(busy, away);
        areTheSame(busy, device(id, "cells.js").sync());
    }

    private static void put(SyncedDevice device, int slot, String value) {
        device.document().mutate("put", Map.of("slot", slot, "value", value));
    }

    private static int received(SyncedDevice device) {
        return (Integer) device.document().stat("counters.bytesReceived");
    }

    @Test
    void twoOfOneProfileGoOnAsTwoDevices() {
        String id = newId("list");
        Profile profile = newProfile();
        SyncedDevice before = open(profile.tab(), id, "todo.js");
        add(before, "settled");
        before.sync().disconnect();
        add(before, "pending in both");
        profile.quit();
        coordinator().stop();
        Profile twin = copyOf(profile);
        profile.start();
        twin.start();
        SyncedDevice one = open(profile.tab(), id, "todo.js").keepOutcomesOfPending();
        SyncedDevice other = open(twin.tab(), id, "todo.js").keepOutcomesOfPending();
        assertEquals(timeline(one), timeline(other));
        assertEquals(one.pending(), other.pending());
        add(one, "of the one");
        add(other, "of the other");

        coordinator().start();
        one.sync();
        other.sync();
        one.sync();
        assertEquals(
                List.of("of the one", "of the other", "pending in both", "settled"),
                one.document().column(ALL));
        assertNotEquals(timeline(one), timeline(other));
        for (SyncedDevice each : List.of(one, other)) {
            assertEquals(List.of("accepted"), List.copyOf(each.outcomes().values()));
            assertEquals(List.of(), each.rejected());
        }
        areTheSame(one, other);
    }

    @Test
    void aProfileThatWasRolledBackSendsNothingTwice() {
        String id = newId("list");
        Profile profile = newProfile();
        SyncedDevice before = open(profile.tab(), id, "todo.js");
        add(before, "a");
        before.sync().disconnect();
        add(before, "b");
        String timeline = timeline(before);
        profile.quit();
        Profile backup = copyOf(profile);
        profile.start();
        SyncedDevice later = open(profile.tab(), id, "todo.js").sync();
        add(later, "c");
        later.sync();
        profile.quit();

        backup.start();
        SyncedDevice restored = open(backup.tab(), id, "todo.js");
        add(restored, "d");
        restored.sync();
        assertEquals(List.of("a", "b", "c", "d"), restored.document().column(ALL));
        assertNotEquals(timeline, timeline(restored));
        assertEquals(List.of(), restored.rejected());
        areTheSame(restored, device(id, "todo.js").sync());
    }

    private static void add(SyncedDevice device, String text) {
        device.document().mutate("add", Map.of("text", text));
    }

    private static String timeline(SyncedDevice device) {
        return (String) device.document().stat("timeline.id");
    }

    @Test
    void whatACoordinatorLostStaysOnDevicesUntilSomebodyMakesItAnew() {
        String id = newId("list");
        SyncedDevice careful = found(id, "a");
        coordinator().stop();
        add(careful, "b");
        coordinator().loseData();
        coordinator().start();
        isNotFound(careful, List.of("a", "b"));

        SyncedDevice maker = device(id, "todo.js");
        add(maker, "c");
        maker.sync();
        // What counts is what the coordinator has now, and what it has not decided yet.
        careful.thereIsANetwork().await("connection === 'connected'").sync();
        assertEquals(List.of("b", "c"), careful.document().column(ALL));
        areTheSame(careful, maker.sync());
    }

    @Test
    void theJournalOfAnotherDocumentIsNotTakenForItsOwn() {
        String one = newId("one");
        String other = newId("other");
        SyncedDevice ofOne = found(one, "one");
        SyncedDevice ofOther = found(other, "other");
        coordinator().stop();
        add(ofOne, "pending of one");
        add(ofOther, "pending of the other");
        coordinator().swap(one, other);
        coordinator().start();
        isNotFound(ofOne, List.of("one", "pending of one"));
        isNotFound(ofOther, List.of("other", "pending of the other"));

        coordinator().stop();
        coordinator().swap(one, other);
        coordinator().start();
        ofOne.thereIsANetwork().await("connection === 'connected'").sync();
        ofOther.thereIsANetwork().await("connection === 'connected'").sync();
        assertEquals(List.of("one", "pending of one"), ofOne.document().column(ALL));
        assertEquals(List.of("other", "pending of the other"), ofOther.document().column(ALL));
        areTheSame(ofOne, device(one, "todo.js").sync());
        areTheSame(ofOther, device(other, "todo.js").sync());
    }

    /** A device that found a document at the coordinator, and does not make it where it is not. */
    private SyncedDevice found(String id, String text) {
        SyncedDevice maker = device(id, "todo.js");
        add(maker, text);
        maker.sync().document().close();
        Tab tab = tab().namespace(newId("finder"));
        return open(tab, id, "todo.js", Map.of("create", false)).sync();
    }

    private static void isNotFound(SyncedDevice device, List<String> all) {
        device.thereIsANetwork().await("connection === 'not-found' && pending === 1 && !synced");
        assertEquals("not-found", device.status("problem.code"));
        device.document().failureOf("it.sync()").is("not-found");
        assertEquals(all, device.document().column(ALL));
        assertEquals(List.of(), device.rejected());
    }

    @Test
    void clocksThatAreYearsOffChangeNothingButTimestamps() {
        String id = newId("chance");
        SyncedDevice right = device(id, "chance.js").sync();
        server().trouble("clock-is-off.js");
        Tab tab = tab().namespace(newId("clock"));
        SyncedDevice wrong = open(tab, id, "chance.js").sync();
        server().trouble();
        assertOff(note(wrong, "past"), -1);
        wrong.sync();
        assertOff(note(right, "now"), 0);
        right.sync().disconnect();
        wrong.disconnect();
        assertOff(note(right, "later"), 0);
        tab.trouble("jump");
        assertOff(note(wrong, "future"), 1);
        wrong.document().failureOf("it.mutate('note', {key: 'past'})").is("mutation-rejected");
        right.connect().sync();
        wrong.connect().sync();
        right.sync();
        assertEquals(
                List.of("past", "now", "later", "future"),
                right.document().column("SELECT key FROM noted ORDER BY rowid"));
        areTheSame(right, wrong);
        assertEquals(List.of(), wrong.rejected());
        assertEquals(0, wrong.status("pending"));
    }

    /** Makes a mutation that writes the time down; gives the time that it saw. */
    private static long note(SyncedDevice device, String key) {
        String seen = "(await it.mutate('note', {key: argument})).result.page.tick";
        return ((Number) device.document().evaluate(seen, key)).longValue();
    }

    private static void assertOff(long time, int years) {
        long off = time - System.currentTimeMillis();
        assertEquals(years, Math.round((double) off / YEAR_MILLIS), "off by " + off);
    }
}
