package sqlsync.worker.documents;

import sqlsync.SqlSyncException;
import sqlsync.document.Document;
import sqlsync.document.device.SyncStatus;
import sqlsync.platform.Timers;

/** Sends pages the status of a document when it has changed, at a limited rate. */
public final class StatusNotices {
    private static final int PAUSE_MILLIS = 50;

    private final SharedDocument document;
    private final Timers timers;
    private Timers.Cancellable scheduled;

    /** Null before the first. */
    private DocumentStatus told;

    StatusNotices(SharedDocument document, Timers timers) {
        this.document = document;
        this.timers = timers;
    }

    /** Something happened that a status may speak of. */
    public void changed() {
        if (scheduled == null) {
            scheduled = timers.after(PAUSE_MILLIS, this::tell);
        }
    }

    /** Tells what has changed, if anything has, without waiting any longer. */
    public void tellNow() {
        end();
        tell();
    }

    void end() {
        if (scheduled != null) {
            scheduled.cancel();
        }
    }

    private void tell() {
        scheduled = null;
        DocumentStatus status = status();
        if (told == null || !status.saysTheSameAs(told)) {
            told = status;
            for (Handle handle : document.handles()) {
                handle.page().status(handle.number(), status);
            }
        }
    }

    /** The status as of now. */
    public DocumentStatus status() {
        Document open = document.document();
        SqlSyncException unwritable = open.problem();
        SyncStatus sync = document.synchronisation().status();
        return new DocumentStatus(
                open.id(),
                unwritable != null,
                unwritable == null ? sync.problem() : unwritable,
                document.backend().name(),
                open.unflushed(),
                open.reducer().schemaVersion(),
                sync);
    }
}
