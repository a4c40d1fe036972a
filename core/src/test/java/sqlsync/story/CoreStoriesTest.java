package sqlsync.story;

import java.util.List;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The stories on the JVM: where one fails here, its story in a browser says nothing of compiling.
 */
class CoreStoriesTest {
    static List<Named<Story>> stories() {
        return CoreStories.all(GoldenFiles::onTheJvm).stream()
                .map(story -> Named.of(story.name(), story))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stories")
    void storyHolds(Story story) {
        RecordedVerdict verdict = new RecordedVerdict();
        story.tell(verdict);
        verdict.require();
    }
}
