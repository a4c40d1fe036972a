package sqlsync.worker;

import java.util.ArrayList;
import java.util.List;
import sqlsync.SqlSyncException;
import sqlsync.document.DocumentCompletion;

/**
 * Something that will be there once, or will have failed; until then whoever asks waits, in order.
 */
final class Eventually<T> implements DocumentCompletion<T> {
    private List<DocumentCompletion<T>> waiting = new ArrayList<>();
    private T value;
    private SqlSyncException failure;

    boolean settled() {
        return waiting == null;
    }

    boolean failed() {
        return failure != null;
    }

    /** Told at once where it is settled, later where it is not. */
    void then(DocumentCompletion<T> done) {
        if (waiting != null) {
            waiting.add(done);
        } else if (failure != null) {
            done.failed(failure);
        } else {
            done.succeeded(value);
        }
    }

    @Override
    public void succeeded(T what) {
        if (waiting != null) {
            value = what;
            settle();
        }
    }

    @Override
    public void failed(SqlSyncException why) {
        if (waiting != null) {
            failure = why;
            settle();
        }
    }

    private void settle() {
        List<DocumentCompletion<T>> all = waiting;
        waiting = null;
        for (DocumentCompletion<T> each : all) {
            then(each);
        }
    }
}
