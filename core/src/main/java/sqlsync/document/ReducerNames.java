package sqlsync.document;

import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.reducer.Reducer;

/** A document belongs to the reducer it was made with. */
final class ReducerNames {
    private ReducerNames() {}

    /**
     * @throws SqlSyncException {@code reducer-mismatch}
     */
    static void require(String id, boolean existed, DocumentLabel label, Reducer reducer) {
        if (existed && !label.reducer().isEmpty() && !label.reducer().equals(reducer.name())) {
            throw new SqlSyncException(
                    ErrorCode.REDUCER_MISMATCH,
                    "The document \""
                            + id
                            + "\" belongs to the reducer \""
                            + label.reducer()
                            + "\", not to \""
                            + reducer.name()
                            + "\".");
        }
    }
}
