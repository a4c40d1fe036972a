package sqlsync.document;

import java.util.List;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.ThrownError;

/** The outcome of a mutation. */
public sealed interface Outcome {
    /**
     * It took effect. One result for each call, in the encoding of values; empty text for
     * undefined.
     */
    record Accepted(List<String> results) implements Outcome {}

    /**
     * Nothing happened. {@code reason} may be null, and so may {@code thrown}, which is not stored:
     * it belongs to the run on this device.
     */
    record Rejected(ErrorCode code, String reason, String message, ThrownError thrown)
            implements Outcome {
        public Rejected(ErrorCode code, String reason, String message) {
            this(code, reason, message, null);
        }

        public SqlSyncException toException() {
            return new SqlSyncException(code, message, reason, thrown);
        }
    }
}
