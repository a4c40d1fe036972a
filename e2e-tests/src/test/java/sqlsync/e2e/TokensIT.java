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
    void aTokenThatExpiresIsAskedForAnewBeforeAndTheChannelGoesOn() {
        String id = newId("list");
        String ending = Token.ending("ada");
        Tab tab = tab();
        SyncedDevice device = withTokens(tab, id, ending, Token.of("ada")).sync();
        tab.evaluate("(globalThis.said = new Set(), null)");
        device.document()
                .evaluate(
                        "(it.addEventListener('status', () => said.add(it.status.connection)), null)");
        // Until the first token is of no use any more.
        withTokens(newProfile().tab(), id, ending).await("connection === 'unauthorized'");
        device.document().mutate("add", Map.of("text", "milk"));
        device.sync();
        assertEquals("connected", tab.evaluate("[...said].join()"));
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
    void aTokenEndpointThatFailsWhenTheTokenHasExpiredIsNoRefusal() {
        String id = newId("list");
        Tab tab = tab();
        tab.evaluate("(globalThis.endpoint = 'up', globalThis.said = new Set(), null)");
        // What applications write: a status that is looked at, one that is not, and no network.
        String token =
                "async () => { if (endpoint === 'up') return '"
                        + Token.ending("ada")
                        + "'; if (endpoint === 'up again') return '"
                        + Token.of("ada")
                        + "'; if (endpoint === '/nowhere') throw new TypeError('Failed to fetch');"
                        + " const response = new Response('{}', { status: 404 });"
                        + " if (endpoint === '/unseen') return (await response.json()).token;"
                        + " throw new Error('Status ' + response.status); }";
        SyncedDevice device =
                SyncedDevice.of(
                                tab.openWithTokenFunction(
                                        id, "todo.js", coordinator().url(), token))
                        .sync();
        device.document()
                .evaluate(
                        "(it.addEventListener('status', () => said.add(it.status.connection)), null)");
        tab.evaluate("(globalThis.endpoint = '/missing', null)");
        device.await(
                "problem?.code === 'token-unavailable' && problem.message.includes('Status 404')");
        device.document().mutate("add", Map.of("text", "milk"));
        tab.evaluate("(globalThis.endpoint = '/unseen', null)");
        device.await("problem?.message.includes('it returned undefined')");
        tab.evaluate("(globalThis.endpoint = '/nowhere', null)");
        device.await("problem?.message.includes('function failed: Failed to fetch')");
        device.document().evaluate("(globalThis.synced = it.sync(), null)");
        tab.evaluate("(globalThis.endpoint = 'up again', null)");
        device.document().evaluate("(await synced, null)");
        device.await("connection === 'connected' && pending === 0 && problem === null");
        assertEquals("connecting,connected", tab.evaluate("[...said].join()"));
    }

    @Test
    void whatAnotherUserMadeIsHeldAndCountedAndGoesWhenTheyAreBack() {
        String id = newId("list");
        Profile profile = newProfile();
        Tab keeps = profile.tab();
        SyncedDevice ada =
                open(profile.tab(), id, "todo.js", Map.of("user", "ada", "token", "none"))
                        .await("connection === 'unauthorized'");
        ada.document().mutate("add", Map.of("text", "milk"));
        ada.document().close();
        SyncedDevice bob =
                withTokens(keeps, id, Token.of("bob"))
                        .await("connection === 'connected' && heldForUser === 1");
        assertEquals("unauthorized", bob.status("problem.code"));
        assertEquals("held", bob.document().evaluate("(await it.pending())[0].state"));
        SyncedDevice other = withTokens(newProfile().tab(), id, Token.of("bob")).sync();
        assertEquals(0L, other.document().number("SELECT count(*) FROM todo"));
        bob.document().close();
        withTokens(keeps, id, Token.of("ada")).sync();
        other.sync();
        assertEquals(1L, other.document().number("SELECT count(*) FROM todo"));
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
