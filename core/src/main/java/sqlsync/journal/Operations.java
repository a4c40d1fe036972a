package sqlsync.journal;

/** Counts what a log has under way beside its batches, so that closing can wait for it. */
final class Operations {
    private int count;
    private Runnable whenNone;

    boolean closing() {
        return whenNone != null;
    }

    void began() {
        count++;
    }

    void ended() {
        count--;
        if (count == 0 && whenNone != null) {
            whenNone.run();
        }
    }

    /** Runs {@code task} once when nothing is under way; nothing may begin from here on. */
    void close(Runnable task) {
        whenNone = task;
        if (count == 0) {
            task.run();
        }
    }
}
