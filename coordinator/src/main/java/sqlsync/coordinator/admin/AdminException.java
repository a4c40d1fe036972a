package sqlsync.coordinator.admin;

/** A request that is answered with an error. */
final class AdminException extends RuntimeException {
    private final int status;
    private final String code;

    /**
     * @param status of HTTP
     * @param code one of {@code SqlSyncErrorCode} where one says it
     * @param message a sentence for people that says what to do
     */
    AdminException(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    static AdminException invalid(String message) {
        return new AdminException(400, "invalid-argument", message);
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }
}
