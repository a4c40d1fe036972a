package sqlsync.worker.async;

import java.util.ArrayList;
import java.util.List;
import sqlsync.SqlSyncException;
import sqlsync.document.DocumentCompletion;

/** A promise: resolves or fails once. Callbacks added before that run in order. */
public final class Promise<T> implements DocumentCompletion<T> {
    private List<DocumentCompletion<T>> waiting = new ArrayList<>();
    private T value;
    private SqlSyncException failure;

    public boolean isDone() {
        return waiting == null;
    }

    public boolean failed() {
        return failure != null;
    }

    /** Calls {@code done} at once if the outcome is known, else later. */
    public void then(DocumentCompletion<T> done) {
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
            callAll();
        }
    }

    @Override
    public void failed(SqlSyncException why) {
        if (waiting != null) {
            failure = why;
            callAll();
        }
    }

    private void callAll() {
        List<DocumentCompletion<T>> all = waiting;
        waiting = null;
        for (DocumentCompletion<T> each : all) {
            then(each);
        }
    }
}
