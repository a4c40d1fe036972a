package sqlsync.worker;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import sqlsync.SqlSyncException;
import sqlsync.document.Document;
import sqlsync.document.device.SyncStatus;
import sqlsync.platform.Timers;

/** Sends pages the status of a document when it has changed, at a limited rate. */
final class StatusNotices {
    private static final int PAUSE_MILLIS = 50;

    private final SharedDocument document;
    private final Timers timers;
    private Timers.Cancellable scheduled;
    private String told;

    StatusNotices(SharedDocument document, Timers timers) {
        this.document = document;
        this.timers = timers;
    }

    /** Something happened that a status may speak of. */
    void changed() {
        if (scheduled == null) {
            scheduled = timers.after(PAUSE_MILLIS, this::tell);
        }
    }

    /** Tells what has changed, if anything has, without waiting any longer. */
    void tellNow() {
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
        JSObject status = status();
        String text = text(status);
        if (!text.equals(told)) {
            told = text;
            for (Handle handle : document.handles()) {
                handle.session().send(PageMessages.status(handle.number(), status));
            }
        }
    }

    /** The fields of {@code DocumentStatus}. */
    JSObject status() {
        Document open = document.document();
        SqlSyncException unwritable = open.problem();
        SyncStatus sync = document.synchronisation().status();
        SqlSyncException problem = unwritable == null ? sync.problem() : unwritable;
        JSObject status =
                status(
                        unwritable == null ? "read-write" : "read-only",
                        problem == null ? null : PageMessages.describe(problem, open.id(), null),
                        document.backend().name(),
                        open.unflushed(),
                        open.reducer().schemaVersion());
        return with(
                status,
                sync.connection(),
                sync.pending(),
                sync.parked(),
                sync.heldForUser(),
                sync.synced(),
                sync.lastSyncedAt(),
                sync.paused());
    }

    @JSBody(params = "status", script = "return JSON.stringify(status);")
    private static native String text(JSObject status);

    @JSBody(
            params = {"mode", "problem", "storage", "unflushed", "schemaVersion"},
            script =
                    """
                    return {
                        mode: mode, problem: problem, storage: storage, unflushed: unflushed,
                        schemaVersion: schemaVersion
                    };
                    """)
    private static native JSObject status(
            String mode, JSObject problem, String storage, int unflushed, int schemaVersion);

    @JSBody(
            params = {
                "status",
                "connection",
                "pending",
                "parked",
                "held",
                "synced",
                "at",
                "paused"
            },
            script =
                    """
                    return Object.assign(status, {
                        connection: connection, pending: pending, parked: parked, heldForUser: held,
                        synced: !!synced, lastSyncedAt: at === 0 ? null : at, paused: !!paused
                    });
                    """)
    private static native JSObject with(
            JSObject status,
            String connection,
            int pending,
            int parked,
            int held,
            boolean synced,
            double at,
            boolean paused);
}
