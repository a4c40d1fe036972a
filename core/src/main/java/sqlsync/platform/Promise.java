package sqlsync.platform;

import java.util.ArrayList;
import java.util.List;

/** A promise: resolves or fails once. Callbacks added before that run in order. */
public final class Promise<T, F extends RuntimeException> implements Completion<T, F> {
    private List<Completion<T, F>> waiting = new ArrayList<>();
    private T value;
    private F failure;

    public boolean isDone() {
        return waiting == null;
    }

    public boolean failed() {
        return failure != null;
    }

    /** Calls {@code done} at once if the outcome is known, else later. */
    public void then(Completion<T, F> done) {
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
    public void failed(F why) {
        if (waiting != null) {
            failure = why;
            callAll();
        }
    }

    private void callAll() {
        List<Completion<T, F>> all = waiting;
        waiting = null;
        for (Completion<T, F> each : all) {
            then(each);
        }
    }
}
