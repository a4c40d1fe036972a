package sqlsync.coordinator.script;

/** A module that was loaded and does not export a reducer. The message follows the file's name. */
public final class NoReducerException extends RuntimeException {
    static final String WAITS =
            "has not come to its end when it was loaded: it waits for something at its top level"
                    + " (await). Make the reducer without waiting.";

    private final boolean withoutDefault;

    NoReducerException(String message, boolean withoutDefault) {
        super(message);
        this.withoutDefault = withoutDefault;
    }

    /** Whether the module has no default export, as a part of others has none. */
    public boolean isWithoutDefault() {
        return withoutDefault;
    }
}
