package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import sqlsync.e2e.fixture.Story;
import sqlsync.e2e.fixture.Tab;
import sqlsync.platform.conformance.BlockStoreStories;
import sqlsync.platform.conformance.StoreStory;
import sqlsync.story.CoreStories;
import sqlsync.story.GoldenFiles;

/** Core's own stories, as TeaVM compiles them, told in a SharedWorker of a real browser. */
class CompiledCodeIT extends Story {
    private static final String PAGE = "/compiled.html";

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
}
