package sqlsync.coordinator.script;

import sqlsync.reducer.Reducer;

/** A reducer that can be stopped while it runs. */
public interface StoppableReducer extends Reducer {
    /** Reason of a mutation that was stopped because it used more than it may. */
    String LIMIT = "limit";

    /** Does what takes time before a mutation is watched. */
    default void prepare() {}

    /**
     * Where {@code console} of the reducer writes from now on; null is nowhere. Who has no such
     * console ignores it.
     */
    default void console(ReducerConsole console) {}

    /**
     * Stops what runs, from any thread, and returns when it has stopped. Where nothing runs,
     * nothing is lost either.
     */
    void stop();
}
