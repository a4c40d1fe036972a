package sqlsync.simulation;

import sqlsync.ErrorCode;

/** Which failures a world with faulty disks has to bring. */
final class Failures {
    private Failures() {}

    /** Whether it is one of storage, which may pass. */
    static boolean ofStorage(ErrorCode code) {
        return code == ErrorCode.STORAGE_FAILED
                || code == ErrorCode.QUOTA_EXCEEDED
                || code == ErrorCode.STORAGE_UNAVAILABLE;
    }
}
