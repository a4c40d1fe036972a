package sqlsync.document;

import java.util.List;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;

/** How a mutation ended. */
public sealed interface Outcome {
    /**
     * It took effect. One result for each call, in the encoding of values; empty text for
     * undefined.
     */
    record Accepted(List<String> results) implements Outcome {}

    /** Nothing happened. {@code reason} may be null. */
    record Rejected(ErrorCode code, String reason, String message) implements Outcome {
        public SqlSyncException toException() {
            return new SqlSyncException(code, message, reason);
        }
    }
}
