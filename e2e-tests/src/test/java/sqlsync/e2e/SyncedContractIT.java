package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Profile;
import sqlsync.e2e.fixture.Tab;

/** What {@code sqlsync.d.ts} says of documents with a coordinator, and no other story is about. */
class SyncedContractIT extends SyncStory {
    @Test
    void whoWaitsForTheCoordinatorAtOpenWaitsSoLongAndNoLonger() {
        coordinator().stop();
        String id = newId("list");
        SyncedDevice device = open(tab(), id, "todo.js", Map.of("waitForSync", 100));
        assertEquals("connecting", device.status("connection"));
        assertEquals(false, device.status("synced"));
        assertNull(device.status("lastSyncedAt"));
        device.document().mutate("add", Map.of("text", "milk"));
        device.document().evaluate("(globalThis.opened = 'waiting', null)");
        device.document()
                .evaluate(
                        "(sqlsync.openDocument(it.id, {reducer: reducerUrl('todo.js'), coordinator:"
                                + " argument, waitForSync: true}).then(({status}) => { opened ="
                                + " status.connection; }), null)",
                        coordinator().url());
        assertEquals(1L, device.document().number("SELECT count(*) FROM todo"));
        assertEquals("waiting", device.document().tab().evaluate("opened"));
        device.document()
                .failureOf(
                        "sqlsync.openDocument(it.id, {reducer: reducerUrl('todo.js'), coordinator: '"
                                + coordinator().url()
                                + "', waitForSync: true, signal: AbortSignal.timeout(100)})")
                .is("aborted");
        coordinator().start();
        device.document().tab().await("opened === 'connected'");
        assertEquals(0, device.status("pending"));
    }

    @Test
    void whatIsPendingSaysHowItStands() {
        String id = newId("list");
        SyncedDevice device = device(id, "todo.js").sync().disconnect();
        long before = System.currentTimeMillis();
        Document document = device.document();
        document.mutate("add", Map.of("text", "milk"));
        document.evaluate(
                "(await it.mutateAll([['add', {text: 'a'}], ['finish', {id: 1}]]), null)");
        List<Map<String, Object>> pending = device.pending();
        assertEquals("unsent", pending.get(0).get("state"));
        assertEquals("add", pending.get(0).get("name"));
        assertEquals(Map.of("text", "milk"), pending.get(0).get("args"));
        long made = ((Number) pending.get(0).get("timestamp")).longValue();
        assertTrue(made >= before && made <= System.currentTimeMillis(), "made at " + made);
        assertEquals("mutateAll", pending.get(1).get("name"));
        assertEquals(
                List.of(List.of("add", Map.of("text", "a")), List.of("finish", Map.of("id", 1))),
                pending.get(1).get("args"));
        document.evaluate(
                "(globalThis.settledOf = (await it.pending()).map(({settled}) => settled), null)");
        device.connect().sync();
        assertEquals(
                List.of("accepted", "accepted"),
                document.evaluate("(await Promise.all(settledOf)).map(({outcome}) => outcome)"));
        assertEquals(List.of(), device.pending());
    }

    @Test
    void aRefusalIsToldToAllTabsAndDismissedInAll() {
        String id = newId("list");
        Profile profile = newProfile();
        SyncedDevice maker = open(profile.tab(), id, "todo.js");
        maker.document().mutate("add", Map.of("text", "milk"));
        maker.sync();
        SyncedDevice beside = open(profile.tab(), id, "todo.js");
        beside.document()
                .evaluate(
                        "(globalThis.told = [], it.addEventListener('rejected', ({detail}) =>"
                                + " told.push(detail)), null)");
        maker.disconnect();
        SyncedDevice other = device(id, "todo.js").sync();
        other.document().mutate("clear");
        other.sync();
        long before = System.currentTimeMillis();
        String mutation = maker.begin("finish", Map.of("id", 1));
        maker.connect().sync();
        beside.document().tab().await("told.length === 1");
        Map<String, Object> rejected = beside.rejected().get(0);
        assertEquals(rejected, beside.document().tab().evaluate("told[0]"));
        assertEquals(mutation, rejected.get("id"));
        assertEquals("finish", rejected.get("name"));
        assertEquals(Map.of("id", 1), rejected.get("args"));
        assertEquals("no-such-item", rejected.get("code"));
        assertEquals("There is no item 1.", rejected.get("message"));
        assertTrue(((Number) rejected.get("timestamp")).longValue() >= before);
        for (String wrong : List.of("", "undefined", "7", "{}")) {
            beside.document().failureOf("it.dismiss(" + wrong + ")").is("invalid-argument");
        }
        beside.document().evaluate("(await it.dismiss('no-such-mutation'), null)");
        assertEquals(1, maker.rejected().size());
        beside.document().evaluate("(await it.dismiss(argument), null)", mutation);
        assertEquals(List.of(), maker.rejected());
        beside.document().evaluate("(await it.dismiss(argument), null)", mutation);
    }

    @Test
    void theFiguresCountWhatSynchronisingDoes() {
        String id = newId("list");
        SyncedDevice device = device(id, "todo.js").sync();
        SyncedDevice other = device(id, "todo.js").sync();
        Document document = device.document();
        int sent = figure(document, "bytesSent");
        int received = figure(document, "bytesReceived");
        int rebases = figure(document, "rebases");
        int replayed = figure(document, "replayed");
        assertTrue(sent > 0 && received > 0);
        device.disconnect();
        document.mutate("add", Map.of("text", "milk"));
        document.mutate("add", Map.of("text", "bread"));
        other.document().mutate("add", Map.of("text", "salt"));
        other.sync();
        device.connect().sync();
        assertTrue(figure(document, "bytesSent") > sent);
        assertTrue(figure(document, "bytesReceived") > received);
        assertTrue(figure(document, "rebases") > rebases);
        assertTrue(figure(document, "replayed") >= replayed + 2, "what was under way");
        int reconnects = figure(document, "reconnects");
        coordinator().kill();
        device.await("connection === 'connecting'");
        coordinator().start();
        device.thereIsANetwork().sync();
        assertEquals(reconnects + 1, figure(document, "reconnects"));
    }

    private static int figure(Document document, String name) {
        return (Integer) document.stat("counters." + name);
    }

    @Test
    void aDeviceComesBackAfterWhatItMissedWasFolded() {
        String id = newId("list");
        SyncedDevice away = device(id, "todo.js");
        away.document().mutate("add", Map.of("text", "first"));
        away.sync().disconnect();
        away.document().mutate("add", Map.of("text", "made meanwhile"));
        SyncedDevice busy = device(id, "todo.js").sync();
        for (int i = 0; i < 40; i++) {
            busy.document().mutate("add", Map.of("text", i + "x".repeat(2_000)));
            busy.sync();
        }
        SyncedDevice late = open(tab().namespace(newId("late")), id, "todo.js").sync();
        int entries = (Integer) late.document().stat("storage.entries");
        int last = (Integer) late.document().stat("storage.last");
        assertTrue(entries < last, entries + " entries for " + last + ": nothing was folded");
        away.connect().sync();
        assertEquals(42L, away.document().number("SELECT count(*) FROM todo"));
        busy.sync();
        late.sync();
        areTheSame(away, busy);
        areTheSame(away, late);
    }

    @Test
    void connectingAndDisconnectingWhatIsNotConnectedIsFine() {
        Tab tab = tab();
        Document local = tab.open(newId("local"), "todo.js");
        local.evaluate("(it.disconnect(), it.connect(), await it.sync(), null)");
        assertEquals("local", local.evaluate("it.status.connection"));
        SyncedDevice device = open(tab, newId("list"), "todo.js").disconnect();
        device.disconnect().connect().connect().sync();
        assertEquals("connected", device.status("connection"));
        device.document().close();
        device.document().evaluate("(it.disconnect(), it.connect(), null)");
        device.document().failureOf("it.sync()").is("closed");
        device.document().failureOf("it.pending()").is("closed");
        device.document().failureOf("it.rejected()").is("closed");
        device.document().failureOf("it.dismiss('a')").is("closed");
    }
}
