package sqlsync.document;

import java.util.function.Consumer;
import sqlsync.SqlSyncException;

/** As {@link sqlsync.platform.Completion}, with a failure that a user can read. */
public interface DocumentCompletion<T> {
    void succeeded(T value);

    void failed(SqlSyncException failure);

    /**
     * Fails, or succeeds with nothing.
     *
     * @param failure null for success
     */
    default void ended(SqlSyncException failure) {
        if (failure == null) {
            succeeded(null);
        } else {
            failed(failure);
        }
    }

    /**
     * One that goes on either way.
     *
     * @param then is given the failure, or null
     */
    static <T> DocumentCompletion<T> either(Consumer<SqlSyncException> then) {
        return new DocumentCompletion<>() {
            @Override
            public void succeeded(T value) {
                then.accept(null);
            }

            @Override
            public void failed(SqlSyncException failure) {
                then.accept(failure);
            }
        };
    }
}
