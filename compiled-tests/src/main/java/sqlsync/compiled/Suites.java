package sqlsync.compiled;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.teavm.jso.JSObject;
import org.teavm.jso.workers.MessagePort;
import sqlsync.browser.BrowserRandomness;
import sqlsync.browser.BrowserTimers;
import sqlsync.browser.JsFields;
import sqlsync.codec.Base58;
import sqlsync.hosting.HostLimits;
import sqlsync.hosting.HostedBlockStore;
import sqlsync.indexeddb.IndexedDbStore;
import sqlsync.platform.BlockStore;
import sqlsync.platform.MemoryBlockStore;
import sqlsync.platform.conformance.BlockStoreStories;
import sqlsync.platform.conformance.StoreStory;
import sqlsync.platform.conformance.StoreUnderTest;
import sqlsync.story.CoreStories;
import sqlsync.story.Story;

/** All stories there are for compiled code, by {@code suite/name}; each has files of its own. */
final class Suites {
    private final BrowserTimers timers = new BrowserTimers();
    private final BrowserRandomness randomness = new BrowserRandomness();
    private final String instance;
    private final MessagePort page;
    private final Map<String, Supplier<Story>> stories = new LinkedHashMap<>();

    /**
     * @param instance a lock that this worker holds
     * @param page lends storage hosts
     * @param golden texts of golden files by their name
     */
    Suites(String instance, MessagePort page, JSObject golden) {
        this.instance = instance;
        this.page = page;
        for (Story story : CoreStories.all(name -> JsFields.text(golden, name))) {
            stories.put("core/" + story.name(), () -> story);
        }
        addStores("memory", this::memory);
        addStores("indexeddb", this::indexedDb);
        addStores("opfs", this::opfs);
    }

    private void addStores(String suite, Supplier<StoreUnderTest> files) {
        for (StoreStory story : BlockStoreStories.all()) {
            stories.put(suite + "/" + story.name(), () -> story.of(files.get()));
        }
    }

    String[] names() {
        return stories.keySet().toArray(new String[0]);
    }

    Story story(String name) {
        return stories.get(name).get();
    }

    /** Files that nobody had before, also where an earlier run failed. */
    private String newName() {
        byte[] id = new byte[Base58.ID_BYTES];
        randomness.fill(id);
        return "stories-" + Base58.encode(id);
    }

    private StoreUnderTest memory() {
        MemoryBlockStore store = new MemoryBlockStore(timers);
        return () -> store;
    }

    private StoreUnderTest indexedDb() {
        String name = newName();
        byte[] owner = new byte[Base58.ID_BYTES];
        randomness.fill(owner);
        return () -> new IndexedDbStore(name, owner, timers);
    }

    private StoreUnderTest opfs() {
        String namespace = newName();
        return new StoreUnderTest() {
            private HostedBlockStore store;

            @Override
            public BlockStore store() {
                if (store != null) {
                    store.stop();
                }
                PageLender lender = new PageLender(namespace, instance, page);
                store = new HostedBlockStore(lender, timers, HostLimits.DEFAULT);
                return store;
            }
        };
    }
}
