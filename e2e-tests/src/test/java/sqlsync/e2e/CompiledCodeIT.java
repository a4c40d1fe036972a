package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import sqlsync.Tally;
import sqlsync.document.Replay;
import sqlsync.e2e.fixture.Story;
import sqlsync.e2e.fixture.Tab;
import sqlsync.jvm.JvmSqlite;
import sqlsync.platform.SeededRandomness;
import sqlsync.platform.conformance.BlockStoreStories;
import sqlsync.platform.conformance.StoreStory;
import sqlsync.sqlite.Sqlite;
import sqlsync.story.CoreStories;
import sqlsync.story.GoldenFiles;

/** Core's own stories, as TeaVM compiles them, told in a SharedWorker of a real browser. */
class CompiledCodeIT extends Story {
    private static final String PAGE = "/compiled.html";
    private static final int LOGS_AT_ONCE = 50;

    /** What the JVM tells, and how often: of core, and of each store of a browser. */
    private static List<String> namesOnTheJvm() {
        List<String> names = new ArrayList<>();
        CoreStories.all(GoldenFiles::onTheJvm).forEach(story -> names.add("core/" + story.name()));
        for (String store : List.of("memory", "indexeddb", "opfs")) {
            for (StoreStory story : BlockStoreStories.all()) {
                names.add(store + "/" + story.name());
            }
        }
        return names;
    }

    private Tab page() {
        Tab page = profile().blankTab().load(PAGE);
        page.await("globalThis.tabIsLoaded === true");
        return page;
    }

    @TestFactory
    Stream<DynamicTest> storyHoldsAsCompiled() {
        Tab page = page();
        assertEquals(namesOnTheJvm(), page.evaluate("list()"));
        Tally.tell("stories of compiled code in " + engine, namesOnTheJvm().size());
        return namesOnTheJvm().stream()
                .map(
                        name ->
                                dynamicTest(
                                        name,
                                        () ->
                                                assertNull(
                                                        page.evaluate("name => tell(name)", name),
                                                        name)));
    }

    /** The JVM runs SQLite's debug build, the browser the release build of the same source. */
    @Test
    void thousandRandomLogsComeToTheSamePagesAsOnTheJvm() {
        int logs = setting("logs", 1000);
        int firstSeed = setting("firstSeed", 0);
        CompletableFuture<List<String>> onTheJvm =
                CompletableFuture.supplyAsync(() -> onTheJvm(firstSeed, logs));
        Tab page = page();
        List<String> inTheBrowser = new ArrayList<>();
        for (int at = 0; at < logs; at += LOGS_AT_ONCE) {
            int count = Math.min(LOGS_AT_ONCE, logs - at);
            for (Object line :
                    (List<?>)
                            page.evaluate("name => replay(name)", List.of(firstSeed + at, count))) {
                inTheBrowser.add((String) line);
            }
        }
        List<String> expected = onTheJvm.join();
        assertEquals(logs, inTheBrowser.size());
        for (int i = 0; i < logs; i++) {
            assertEquals(expected.get(i), inTheBrowser.get(i), "log " + (firstSeed + i));
        }
        Tally.tell("mutation logs replayed in " + engine, logs);
    }

    private static List<String> onTheJvm(int firstSeed, int logs) {
        Sqlite sqlite = Sqlite.install(new JvmSqlite(), () -> 0, new SeededRandomness(1));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < logs; i++) {
            lines.add(Replay.of(sqlite, firstSeed + i));
        }
        return lines;
    }
}
