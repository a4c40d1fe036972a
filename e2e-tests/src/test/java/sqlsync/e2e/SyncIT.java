package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Profile;
import sqlsync.e2e.fixture.Tab;

/** Devices with a coordinator: offline and online in any order, and in the end all the same. */
class SyncIT extends SyncStory {
    private static final int SERVERS = 50;

    @Test
    void twoBrowsersThatWereOfflineConverge() {
        String id = newId("list");
        SyncedDevice one = device(id, "todo.js");
        SyncedDevice other = open(newProfile().tab(), id, "todo.js").sync();
        one.disconnect();
        other.disconnect();
        for (int i = 0; i < 20; i++) {
            one.document().mutate("add", Map.of("text", "one " + i));
            other.document().mutate("add", Map.of("text", "other " + i));
        }
        one.document().mutate("finish", Map.of("id", 3));
        one.await("pending === 21");
        assertEquals(20L, one.document().number("SELECT count(*) FROM todo"));
        one.connect().sync();
        other.connect().sync();
        one.sync();
        assertEquals(40L, one.document().number("SELECT count(*) FROM todo"));
        areTheSame(one, other);
    }

    @Test
    void aDocumentOfOneIdThatTwoDevicesMakeOfflineBecomesOne() {
        coordinator().stop();
        String id = newId("list");
        SyncedDevice one = device(id, "todo.js");
        SyncedDevice other = device(id, "todo.js");
        one.document().mutate("add", Map.of("text", "from one"));
        other.document().mutate("add", Map.of("text", "from the other"));
        coordinator().start();
        one.sync();
        other.sync();
        one.sync();
        assertEquals(
                List.of("from one", "from the other"),
                one.document().column("SELECT text FROM todo ORDER BY text"));
        areTheSame(one, other);
    }

    @Test
    void syncIsABarrier() {
        String id = newId("list");
        SyncedDevice writer = device(id, "todo.js");
        SyncedDevice reader = device(id, "todo.js");
        for (int i = 1; i <= 30; i++) {
            writer.document().evaluate("(it.mutate('add', {text: String(argument)}), null)", i);
            writer.sync();
            assertEquals(0, writer.status("pending"));
            assertEquals(true, writer.status("synced"));
            assertEquals(i, reader.sync().document().number("SELECT count(*) FROM todo"));
        }
    }

    @Test
    void syncWaitsWhileThereIsNoCoordinatorAndCanBeAborted() {
        coordinator().stop();
        SyncedDevice device = device(newId("list"), "todo.js");
        device.document().mutate("add", Map.of("text", "milk"));
        device.document()
                .evaluate(
                        "(globalThis.synced = 'waiting', it.sync().then(() => { synced = 'done';"
                                + " }), null)");
        device.document().failureOf("it.sync({signal: AbortSignal.timeout(200)})").is("aborted");
        assertEquals("waiting", device.document().tab().evaluate("synced"));
        coordinator().start();
        device.document().tab().await("synced === 'done'");
        assertEquals(0, device.status("pending"));
    }

    @Test
    void whatTheCoordinatorRefusesComesBackToTheDeviceThatMadeItAndStaysUntilItIsDismissed() {
        String id = newId("list");
        Profile profile = newProfile();
        SyncedDevice maker = open(profile.tab(), id, "todo.js").sync();
        maker.document().mutate("add", Map.of("text", "milk"));
        SyncedDevice other = device(id, "todo.js");
        maker.sync().disconnect();
        other.sync().document().mutate("clear");
        other.sync();
        maker.document()
                .evaluate(
                        "(globalThis.told = [], it.addEventListener('rejected', ({detail}) =>"
                                + " told.push(detail.id + ' ' + detail.code)), null)");
        String mutation = maker.begin("finish", Map.of("id", 1));
        maker.connect();
        assertEquals("rejected no-such-item", maker.outcome(mutation));
        maker.document().tab().await("told.length > 0");
        assertEquals(List.of(mutation + " no-such-item"), maker.document().tab().evaluate("told"));
        assertRejected(maker, mutation);
        assertEquals(List.of(), other.sync().rejected(), "it is no affair of other devices");

        profile.restart();
        SyncedDevice again = open(profile.tab(), id, "todo.js");
        assertRejected(again, mutation);
        again.document().evaluate("(await it.dismiss(argument), null)", mutation);
        assertEquals(List.of(), again.rejected());

        profile.restart();
        SyncedDevice dismissed = open(profile.tab(), id, "todo.js").sync();
        assertEquals(List.of(), dismissed.rejected());
        areTheSame(dismissed, other.sync());
    }

    private static void assertRejected(SyncedDevice device, String mutation) {
        Map<String, Object> rejected = device.rejected().get(0);
        assertEquals(mutation, rejected.get("id"));
        assertEquals("finish", rejected.get("name"));
        assertEquals(Map.of("id", 1), rejected.get("args"));
        assertEquals("no-such-item", rejected.get("code"));
        assertEquals("There is no item 1.", rejected.get("message"));
        assertEquals(1, device.rejected().size());
    }

    @Test
    void receiptsSettleAlsoForMutationsMadeBeforeAReload() {
        coordinator().stop();
        String id = newId("list");
        Tab tab = newProfile().tab();
        SyncedDevice before = open(tab, id, "todo.js");
        String first = before.begin("add", Map.of("text", "milk"));
        String second = before.begin("add", Map.of("text", "bread"));
        tab.reload();
        SyncedDevice after = open(tab, id, "todo.js");
        List<Map<String, Object>> pending = after.pending();
        assertEquals(List.of(first, second), pending.stream().map(each -> each.get("id")).toList());
        assertEquals("add", pending.get(0).get("name"));
        assertEquals(Map.of("text", "milk"), pending.get(0).get("args"));
        after.keepOutcomesOfPending();
        String third = after.begin("add", Map.of("text", "salt"));
        coordinator().start();
        for (String each : List.of(first, second, third)) {
            assertEquals("accepted", after.outcome(each));
        }
        assertEquals(List.of(), after.pending());
    }

    @Test
    void receiptsSettleOverTheDeathOfTheWorker() {
        String id = newId("list");
        Profile profile = newProfile();
        Tab creator = profile.tab();
        open(creator, id, "todo.js").sync();
        SyncedDevice device = open(profile.tab(), id, "todo.js").disconnect();
        String mutation = device.begin("add", Map.of("text", "milk"));
        creator.crashRenderer();
        device.await("connection === 'disconnected' && pending === 1");
        device.connect();
        assertEquals("accepted", device.outcome(mutation));
    }

    @Test
    void disconnectAndConnectHoldForAllTabsAndAreSeenInAll() {
        String id = newId("list");
        Profile profile = newProfile();
        SyncedDevice one = open(profile.tab(), id, "todo.js").sync();
        SyncedDevice same = open(profile.tab(), id, "todo.js").await("connection === 'connected'");
        SyncedDevice other = device(id, "todo.js").sync();
        one.disconnect();
        same.await("connection === 'disconnected'");
        same.document().mutate("add", Map.of("text", "milk"));
        one.await("pending === 1 && !synced");
        assertEquals(0L, other.sync().document().number("SELECT count(*) FROM todo"));
        same.connect();
        one.await("connection === 'connected' && pending === 0 && synced");
        assertNotNull(one.status("lastSyncedAt"));
        assertEquals(1L, other.sync().document().number("SELECT count(*) FROM todo"));
    }

    @Test
    void aDeviceThatComesLateHasWhatTheOthersHave() {
        String id = newId("stream");
        SyncedDevice writer = device(id, "entries.js");
        writer.document().flood("w", 1, 100, null).awaitMore(500).stop();
        writer.sync();
        int ofEach = setting("late", 10_000) / SERVERS;
        coordinator().append(id, SERVERS, ofEach);
        SyncedDevice late = open(newProfile().tab(), id, "entries.js", Map.of("waitForSync", true));
        areTheSame(writer.sync(), late);
        Entries entries = Entries.of(late.document());
        assertTrue(entries.countInOrderAndOnce("w") >= 500);
        for (int i = 0; i < SERVERS; i++) {
            assertEquals(ofEach, entries.countInOrderAndOnce("s" + i));
        }
    }

    @Test
    void handlesAgreeOnTheCoordinator() {
        String id = newId("list");
        Tab tab = tab();
        open(tab, id, "todo.js");
        String reducer = "{reducer: reducerUrl('todo.js')}";
        tab.failureOf("sqlsync.openDocument('" + id + "', " + reducer + ")")
                .is("conflicting-options")
                .mentions("coordinator");
        tab.failureOf(
                        "sqlsync.openDocument('"
                                + id
                                + "', {...("
                                + reducer
                                + "), coordinator: 'ws://127.0.0.1:9/sync'})")
                .is("conflicting-options")
                .mentions("coordinator");
        Document local = tab.open(newId("local"), "todo.js");
        local.mutate("add", Map.of("text", "milk"));
        assertEquals("local", local.evaluate("it.status.connection"));
    }

    @Test
    void whatNoCoordinatorHasIsCountedAndNotDeletedWithoutForce() {
        coordinator().stop();
        String id = newId("list");
        Tab tab = tab();
        SyncedDevice device = open(tab, id, "todo.js");
        device.document().mutate("add", Map.of("text", "milk"));
        String pending = "(await sqlsync.listDocuments()).find(({id}) => id === argument).pending";
        assertEquals(1, tab.evaluate("async argument => " + pending, id));
        assertTrue(
                ((Number) tab.evaluate("async () => (await sqlsync.storageInfo()).unsyncedBytes"))
                                .longValue()
                        > 0);
        tab.failureOf("sqlsync.deleteDocument('" + id + "')").is("unsynced");
        assertEquals(1L, device.document().number("SELECT count(*) FROM todo"), "it works on");
        device.document().close();
        assertEquals(1, tab.evaluate("async argument => " + pending, id));
        tab.failureOf("sqlsync.deleteDocument('" + id + "')").is("unsynced");
        tab.evaluate("async id => (await sqlsync.deleteDocument(id, {force: true}), null)", id);
        coordinator().start();
        SyncedDevice again = open(tab, id, "todo.js").sync();
        assertEquals(0L, again.document().number("SELECT count(*) FROM todo"));
        again.document().mutate("add", Map.of("text", "bread"));
        again.sync();
        tab.evaluate("async id => (await sqlsync.deleteDocument(id), null)", id);
    }

    @Test
    void aDocumentThatMustBeThereIsLookedForAtTheCoordinator() {
        String id = newId("list");
        Tab tab = tab();
        String opening =
                "sqlsync.openDocument('%s', {reducer: reducerUrl('todo.js'), coordinator: '"
                        + coordinator().url()
                        + "', create: false})";
        tab.failureOf(String.format(opening, id)).is("not-found");
        assertEquals(
                true,
                tab.evaluate(
                        "async id => (await sqlsync.listDocuments()).every((each) => each.id !=="
                                + " id)",
                        id),
                "nothing of it is left");
        SyncedDevice maker = open(newProfile().tab(), id, "todo.js");
        maker.document().mutate("add", Map.of("text", "milk"));
        maker.sync();
        SyncedDevice found = open(tab, id, "todo.js", Map.of("create", false));
        assertEquals(List.of("milk"), found.sync().document().column("SELECT text FROM todo"));
    }
}
