package sqlsync.story;

import java.util.ArrayList;
import java.util.List;
import sqlsync.codec.CodecStories;

/** All stories of core that need nothing but core. */
public final class CoreStories {
    private CoreStories() {}

    public static List<Story> all() {
        List<Story> stories = new ArrayList<>();
        stories.addAll(CodecStories.all());
        return stories;
    }
}
