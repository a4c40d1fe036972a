package sqlsync.story;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import sqlsync.codec.CodecStories;
import sqlsync.journal.EntryStories;
import sqlsync.journal.LogStories;
import sqlsync.page.PageStories;
import sqlsync.replication.MessageStories;
import sqlsync.timeline.MutationStories;

/** All stories of core that need nothing but core. */
public final class CoreStories {
    private CoreStories() {}

    /**
     * @param files golden files by their name
     */
    public static List<Story> all(Function<String, String> files) {
        List<Story> stories = new ArrayList<>();
        stories.addAll(LibraryStories.all());
        stories.addAll(CodecStories.all());
        stories.addAll(MutationStories.all());
        stories.addAll(PageStories.all());
        stories.addAll(MessageStories.all(files));
        stories.addAll(EntryStories.all());
        stories.addAll(LogStories.all(files));
        return stories;
    }
}
