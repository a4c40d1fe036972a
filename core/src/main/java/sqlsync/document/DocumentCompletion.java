package sqlsync.document;

import sqlsync.SqlSyncException;

/** As {@link sqlsync.platform.Completion}, with a failure that a user can read. */
public interface DocumentCompletion<T> {
    void succeeded(T value);

    void failed(SqlSyncException failure);
}
