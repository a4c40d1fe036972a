package sqlsync.worker.async;

import java.util.function.Consumer;
import sqlsync.SqlSyncException;
import sqlsync.document.DocumentCompletion;

/** Steps of a chain of callbacks. A failure skips the rest of the chain. */
public final class Continuation {
    private Continuation() {}

    /** Goes on with {@code next}, or tells {@code end} what failed. */
    public static <T> DocumentCompletion<T> of(DocumentCompletion<?> end, Consumer<T> next) {
        return new DocumentCompletion<>() {
            @Override
            public void succeeded(T value) {
                next.accept(value);
            }

            @Override
            public void failed(SqlSyncException failure) {
                end.failed(failure);
            }
        };
    }

    /** Does the same whatever the outcome. */
    public static <T> DocumentCompletion<T> either(Runnable next) {
        return new DocumentCompletion<>() {
            @Override
            public void succeeded(T value) {
                next.run();
            }

            @Override
            public void failed(SqlSyncException failure) {
                next.run();
            }
        };
    }

    /** Tells {@code done}, then runs {@code after}, whatever the outcome. */
    public static <T> DocumentCompletion<T> runAfter(Runnable after, DocumentCompletion<T> done) {
        return new DocumentCompletion<>() {
            @Override
            public void succeeded(T value) {
                done.succeeded(value);
                after.run();
            }

            @Override
            public void failed(SqlSyncException failure) {
                done.failed(failure);
                after.run();
            }
        };
    }

    /** Runs {@code first}, then tells {@code done}, whatever the outcome. */
    public static <T> DocumentCompletion<T> runBefore(Runnable first, DocumentCompletion<T> done) {
        return new DocumentCompletion<>() {
            @Override
            public void succeeded(T value) {
                first.run();
                done.succeeded(value);
            }

            @Override
            public void failed(SqlSyncException failure) {
                first.run();
                done.failed(failure);
            }
        };
    }
}
