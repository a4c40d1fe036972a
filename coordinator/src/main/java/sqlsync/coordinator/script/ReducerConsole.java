package sqlsync.coordinator.script;

/** Where {@code console} of a reducer writes while one mutation or migration runs. */
public interface ReducerConsole {
    /** Whether the next line is written; where it is not, it is counted as left out. */
    boolean allows();

    /**
     * Writes a line that was allowed. Never throws.
     *
     * @param method of {@code console}, such as {@code warn}
     */
    void write(String method, String text);
}
