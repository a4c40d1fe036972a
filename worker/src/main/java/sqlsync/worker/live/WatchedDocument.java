package sqlsync.worker.live;

import sqlsync.reactive.LiveQueries;

/** A document whose queries pages watch. */
public interface WatchedDocument {
    String id();

    /** The queries that pages watch. */
    LiveQueries<LiveRows> live();

    /** Whether it can be asked something now. */
    boolean isRecovered();

    /** Runs {@code task}: at once, or when {@link #isRecovered} is true again. */
    void whenRecovered(Runnable task);
}
