package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import sqlsync.e2e.fixture.CoordinatorJar;
import sqlsync.e2e.fixture.Story;
import sqlsync.e2e.fixture.Tab;

/** Stories with a coordinator, each with one of its own. */
abstract class SyncStory extends Story {
    private CoordinatorJar coordinator;
    private int devices;

    @BeforeEach
    void startCoordinator() {
        coordinator = start(List.of("todo.js", "entries.js"), server().origin());
    }

    @AfterEach
    void endCoordinator() {
        coordinator.close();
    }

    CoordinatorJar start(List<String> reducers, String origin) {
        return CoordinatorJar.open(reducers, origin);
    }

    CoordinatorJar coordinator() {
        return coordinator;
    }

    /**
     * A document on a device of its own: a namespace of the shared browser has a worker and files
     * of its own, and starts sooner than another browser.
     */
    SyncedDevice device(String id, String reducer) {
        return open(tab().namespace(newId("device") + "-" + ++devices), id, reducer);
    }

    SyncedDevice open(Tab tab, String id, String reducer) {
        return open(tab, id, reducer, Map.of());
    }

    SyncedDevice open(Tab tab, String id, String reducer, Map<String, ?> options) {
        return SyncedDevice.open(tab, id, reducer, coordinator.url(), options);
    }

    /** Not a byte differs, in what can be asked and in the files. */
    static void areTheSame(SyncedDevice one, SyncedDevice other) {
        assertEquals(one.content(), other.content());
        assertArrayEquals(one.document().export(), other.document().export());
    }
}
