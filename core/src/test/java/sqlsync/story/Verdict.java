package sqlsync.story;

/** How a story ended. */
public interface Verdict {
    void holds();

    void fails(String why);

    /** Runs a part of a story; what it throws is the verdict. */
    default void guard(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException | AssertionError failure) {
            fails(String.valueOf(failure.getMessage()));
        }
    }
}
