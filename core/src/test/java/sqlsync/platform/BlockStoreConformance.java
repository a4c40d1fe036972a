package sqlsync.platform;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sqlsync.platform.conformance.BlockStoreStories;
import sqlsync.platform.conformance.StoreStory;
import sqlsync.story.RecordedVerdict;

/**
 * What every {@link BlockStore} promises. One subclass for each; in browsers the same stories are
 * told of what TeaVM makes of the code. A run without stories fails.
 */
public abstract class BlockStoreConformance {
    protected final EventQueue events = new EventQueue();

    /**
     * A store on the files of this test; the same files each time it is called. What the one before
     * had open is closed.
     */
    protected abstract BlockStore store();

    static List<StoreStory> stories() {
        return BlockStoreStories.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stories")
    final void keepsItsPromise(StoreStory story) {
        RecordedVerdict verdict = new RecordedVerdict();
        story.of(this::store).tell(verdict);
        events.run();
        verdict.require();
    }
}
