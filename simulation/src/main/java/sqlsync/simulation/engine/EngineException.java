package sqlsync.simulation.engine;

import sqlsync.sqlite.ResultCode;

/** What fails as it would in SQLite. */
@SuppressWarnings("serial")
final class EngineException extends RuntimeException {
    private static final int DATATYPE_MISMATCH = 20;

    private final int code;

    /** One of {@link ResultCode}; the message is SQLite's. */
    EngineException(int code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    int code() {
        return code;
    }

    static EngineException error(String message) {
        return new EngineException(ResultCode.ERROR, message);
    }

    static EngineException constraint(String message) {
        return new EngineException(ResultCode.CONSTRAINT, message);
    }

    static EngineException full() {
        return new EngineException(ResultCode.FULL, "database or disk is full");
    }

    static EngineException corrupt() {
        return new EngineException(ResultCode.CORRUPT, "database disk image is malformed");
    }

    static EngineException mismatch() {
        return new EngineException(DATATYPE_MISMATCH, "datatype mismatch");
    }

    /** A method of the file failed with that result. */
    static EngineException ofFile(int result) {
        return switch (result) {
            case ResultCode.BUSY -> new EngineException(result, "database is locked");
            case ResultCode.READ_ONLY ->
                    new EngineException(result, "attempt to write a readonly database");
            case ResultCode.FULL -> full();
            case ResultCode.CANNOT_OPEN ->
                    new EngineException(result, "unable to open database file");
            case ResultCode.DENIED -> new EngineException(result, "authorization denied");
            default -> new EngineException(result, "disk I/O error");
        };
    }
}
