package sqlsync.platform;

/** Runs things later, on the one thread that core runs on. */
public interface Timers {
    /** Cancels what has not run yet. */
    interface Cancellable {
        void cancel();
    }

    /** Runs after what is going on now has ended, before any timer. */
    void soon(Runnable task);

    /** Runs once, not earlier than after {@code milliseconds}. */
    Cancellable after(int milliseconds, Runnable task);
}
