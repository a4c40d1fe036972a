package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.PlaywrightException;
import org.junit.jupiter.api.Test;
import sqlsync.e2e.fixture.Profile;
import sqlsync.e2e.fixture.Story;
import sqlsync.e2e.fixture.Tab;

/** The stage itself holds: without the package, what the other stories rely on is true. */
class StageIT extends Story {
    private static final String STAGE = "/stage.html";

    @Test
    void aPageLivesUnderThePromisedPolicy() {
        Tab tab = profile().blankTab().load(STAGE);
        assertEquals(false, tab.evaluate("crossOriginIsolated"));
        assertEquals(
                "refused", tab.evaluate("async () => (await import('/unsafe.js')).evaluation"));
        server().awaitViolation("unsafe.js");
    }

    @Test
    void storageSurvivesQuittingAndKilling() {
        Profile profile = newProfile();
        profile.blankTab().load(STAGE).evaluate("async () => keep('note', 'one')");
        profile.restart();
        Tab tab = profile.blankTab().load(STAGE);
        assertEquals("one", tab.evaluate("async () => kept('note')"));
        tab.evaluate("async () => keep('note', 'two')");
        profile.kill();
        profile.start();
        assertEquals("two", profile.blankTab().load(STAGE).evaluate("async () => kept('note')"));
    }

    @Test
    void aCrashedRendererTakesItsTabOnly() {
        Tab other = profile().blankTab().load(STAGE);
        Tab tab = profile().blankTab().load(STAGE);
        tab.crashRenderer();
        assertThrows(PlaywrightException.class, () -> tab.evaluate("1"));
        assertEquals(2, other.evaluate("1 + 1"));
        tab.close();
    }

    @Test
    void aPageComesBackFromTheBackForwardCacheAsItWas() {
        Tab tab = profile().blankTab().load(STAGE);
        tab.evaluate("globalThis.mark = 1");
        tab.navigateAway();
        assertEquals("Elsewhere", tab.title());
        assertTrue(tab.navigateBack());
        assertEquals(1, tab.evaluate("mark"));
    }

    @Test
    void aReloadedPageIsAnother() {
        Tab tab = profile().blankTab().load(STAGE);
        tab.evaluate("globalThis.mark = 1");
        tab.reload();
        assertEquals(true, tab.evaluate("typeof mark === 'undefined'"));
        assertFalse((Boolean) tab.evaluate("cameBack"));
    }

    @Test
    void aCallThatNeverAnswersFails() {
        Tab tab = profile().blankTab().load(STAGE);
        tab.evaluate("globalThis.patienceMs = 10");
        assertThrows(PlaywrightException.class, () -> tab.evaluate("new Promise(() => undefined)"));
    }
}
