package sqlsync.story;

import java.util.ArrayList;
import java.util.List;

/** What a story told, for those who look at it afterwards. */
public final class RecordedVerdict implements Verdict {
    private static final String HOLDS = "holds";

    private final List<String> told = new ArrayList<>();

    @Override
    public void holds() {
        told.add(HOLDS);
    }

    @Override
    public void fails(String why) {
        told.add(why);
    }

    /** Throws an {@link AssertionError} unless the story told, once, that it holds. */
    public void require() {
        if (!told.equals(List.of(HOLDS))) {
            throw new AssertionError(
                    told.isEmpty() ? "no verdict was told" : String.join("; ", told));
        }
    }
}
