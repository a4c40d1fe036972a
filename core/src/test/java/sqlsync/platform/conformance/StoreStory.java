package sqlsync.platform.conformance;

import java.util.function.Consumer;
import sqlsync.story.Story;

/**
 * One promise of a store.
 *
 * @param steps writes down what is done with the store, and what must come of it
 */
public record StoreStory(String name, Consumer<StoreScript> steps) {
    /** The story told of one store. */
    public Story of(StoreUnderTest store) {
        return Story.later(
                name,
                verdict -> {
                    StoreScript script = new StoreScript(store);
                    steps.accept(script);
                    script.run(verdict);
                });
    }

    @Override
    public String toString() {
        return name;
    }
}
