package sqlsync.document.device;

import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;

/** The state of a synchronised document, as {@link SyncStatus} reports it. */
final class SyncStatusTracker {
    private String refused;
    private SqlSyncException problem;
    private SqlSyncException held;

    /** The entry of the timeline that is held. */
    private long heldAt;

    private boolean tooNew;

    /** The coordinator has let it in, or is asked anew. */
    void clear() {
        refused = null;
        problem = null;
        held = null;
        tooNew = false;
    }

    void refused(String code, String message) {
        if (code.equals(ErrorCode.COORDINATOR_FAILED.text())) {
            hindered(code, message);
        } else if (!code.equals("closed")) {
            refused = code;
            problem = new SqlSyncException(ErrorCode.of(code), message);
        }
    }

    /** It can't be asked for now; nothing is decided, so it is still connecting. */
    void hindered(String code, String message) {
        if (!tooNew) {
            refused = null;
            problem = new SqlSyncException(ErrorCode.of(code), message);
        }
    }

    /** A mutation, at an LSN of the timeline, waits for the coordinator to be able to apply it. */
    void held(long lsn, String code, String message) {
        heldAt = lsn;
        held = new SqlSyncException(ErrorCode.of(code), message);
    }

    /** The timeline is settled up to an LSN. */
    void settled(long lsn) {
        if (lsn >= heldAt) {
            held = null;
        }
    }

    void failed(String why) {
        problem = new SqlSyncException(ErrorCode.STORAGE_FAILED, why);
    }

    void tooNew(int schemaVersion, int known) {
        tooNew = true;
        problem =
                new SqlSyncException(
                        ErrorCode.SCHEMA_TOO_NEW,
                        "The coordinator is at schema version "
                                + schemaVersion
                                + ", and this reducer knows "
                                + known
                                + " migrations only. Load the newer version of the application.");
    }

    /** Whether the coordinator's reducer is older than this one. */
    private boolean isTooOld() {
        return held != null && held.code() == ErrorCode.INCOMPATIBLE;
    }

    boolean isTooNew() {
        return tooNew;
    }

    /** As {@link SyncStatus#connection} where it is to be connected. */
    String connection(boolean open) {
        if (tooNew || open && isTooOld()) {
            return "incompatible";
        }
        return open ? "connected" : refused != null ? refused : "connecting";
    }

    SqlSyncException problem() {
        return problem != null ? problem : held;
    }

    /** Why no barrier can be reached as things stand, or null. */
    SqlSyncException refusal() {
        if (tooNew) {
            return new SqlSyncException(ErrorCode.INCOMPATIBLE, problem.getMessage());
        }
        return refused != null ? problem : null;
    }
}
