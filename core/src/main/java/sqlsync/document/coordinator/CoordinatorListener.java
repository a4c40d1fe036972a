package sqlsync.document.coordinator;

import sqlsync.SqlSyncException;

/** Told what a {@link CoordinatorDocument} goes through. Never from within a call to it. */
public interface CoordinatorListener {
    /** Nobody is attached any more, or somebody is again. */
    void attached(int channels);

    /**
     * SQLite was discarded beneath it, or it can't be trusted any more: every channel was ended.
     * Whoever has it closes it, and may open it again.
     */
    void broken(RuntimeException cause);

    /**
     * Storage failed: what was not on disk was taken back, and every channel was ended. It goes on
     * unless {@link CoordinatorDocument#problem} says otherwise.
     */
    void storageFailed(SqlSyncException failure);
}
