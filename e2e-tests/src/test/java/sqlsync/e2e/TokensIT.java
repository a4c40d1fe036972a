package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sqlsync.e2e.fixture.CoordinatorJar;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Profile;
import sqlsync.e2e.fixture.Tab;
import sqlsync.e2e.fixture.Token;

/** A coordinator that lets in only those who have a token. */
class TokensIT extends SyncStory {
    @Override
    CoordinatorJar start(List<String> reducers, String origin) {
        return CoordinatorJar.guarded(reducers, origin);
    }

    @Test
    void aTokenIsAskedForAgainWhenItWasRefused() {
        String id = newId("list");
        Tab tab = tab();
        SyncedDevice device =
                withTokens(tab, id, Token.expired("ada"), Token.of("ada"))
                        .await("connection === 'connected'")
                        .sync();
        assertEquals(true, device.status("synced"));
        assertEquals(2, tab.evaluate("tokensAsked"));
    }

    @Test
    void withoutATokenTheDocumentWorksOnHereAndSaysWhyItIsNotShared() {
        String id = newId("list");
        Profile profile = newProfile();
        Tab tab = profile.tab();
        SyncedDevice device =
                withTokens(tab, id, Token.expired("ada")).await("connection === 'unauthorized'");
        device.document().mutate("add", Map.of("text", "milk"));
        device.document().failureOf("it.sync()").is("unauthorized");
        assertEquals("unauthorized", device.status("problem.code"));
        device.await("pending === 1");
    }

    @Test
    void aTokenIsAskedOfATabThatIsThereWhenTheConnectionIsMadeAnew() {
        String id = newId("list");
        Profile profile = newProfile();
        Tab first = profile.tab();
        withTokens(first, id, Token.of("ada")).sync();
        Tab second = profile.tab();
        SyncedDevice stays = withTokens(second, id, Token.of("ada"));
        first.close();
        coordinator().kill();
        stays.document().mutate("add", Map.of("text", "milk"));
        coordinator().start();
        stays.sync();
        assertEquals(0, stays.status("pending"));
    }

    @Test
    void theTokenOfATabThatComesLaterIsTriedWhereThatOfAnotherWasRefused() {
        String id = newId("list");
        Profile profile = newProfile();
        SyncedDevice refused =
                withTokens(profile.tab(), id, Token.expired("ada"))
                        .await("connection === 'unauthorized'");
        refused.document().mutate("add", Map.of("text", "milk"));
        SyncedDevice good = withTokens(profile.tab(), id, Token.of("ada"));
        refused.await("connection === 'connected' && pending === 0 && problem === null");
        assertEquals(true, good.sync().status("synced"));
    }

    @Test
    void aTokenFunctionThatFailsIsTriedAgainAndSyncWaitsForIt() {
        String id = newId("list");
        Tab tab = tab();
        tab.evaluate("(globalThis.endpoint = 'down', null)");
        Document document =
                tab.openWithTokenFunction(
                        id,
                        "todo.js",
                        coordinator().url(),
                        "async () => { if (endpoint === 'down') throw new Error('Status 500.');"
                                + " return '"
                                + Token.of("ada")
                                + "'; }");
        SyncedDevice device =
                SyncedDevice.of(document)
                        .await(
                                "connection === 'connecting' && problem?.code ==="
                                        + " 'token-unavailable' && problem.retryable");
        assertEquals(
                "There is no token for the coordinator: The `token` function failed: Status 500.",
                device.status("problem.message"));
        document.mutate("add", Map.of("text", "milk"));
        document.evaluate("(globalThis.synced = it.sync(), globalThis.endpoint = 'up', null)");
        document.evaluate("(await synced, null)");
        device.await("connection === 'connected' && pending === 0 && problem === null");
    }

    @Test
    void whoMayOnlyReadFollowsAndMutateFailsAtOnce() {
        String id = newId("list");
        SyncedDevice writer = withTokens(newProfile().tab(), id, Token.of("ada"));
        writer.document().mutate("add", Map.of("text", "milk"));
        writer.sync();
        assertEquals("write", writer.status("access"));
        SyncedDevice reader = withTokens(newProfile().tab(), id, Token.reader("bob")).sync();
        assertEquals("read", reader.status("access"));
        reader.document().failureOf("it.mutate('add', { text: 'eggs' })").is("read-only");
        assertEquals(0, reader.status("pending"));
        writer.document().mutate("add", Map.of("text", "bread"));
        writer.sync();
        reader.sync();
        assertEquals(
                "milk bread",
                reader.document()
                        .evaluate(
                                "(await it.query('SELECT text FROM todo ORDER BY id')).map((row) =>"
                                        + " row.text).join(' ')"));
    }

    private SyncedDevice withTokens(Tab tab, String id, String... tokens) {
        return SyncedDevice.of(
                tab.openWithTokens(id, "todo.js", coordinator().url(), List.of(tokens)));
    }
}
