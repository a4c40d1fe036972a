package sqlsync.platform.conformance;

import java.util.function.Consumer;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;
import sqlsync.story.Verdict;

/**
 * A completion that fails its story when it is told twice, within the call, or otherwise than
 * meant.
 */
final class Told<T> implements Completion<T, StorageException> {
    private final String request;
    private final Consumer<T> answered;
    private final Runnable failed;
    private final Verdict verdict;
    private boolean returned;
    private boolean told;

    /**
     * @param answered null where it is to fail
     * @param failed null where it is to succeed
     */
    Told(String request, Consumer<T> answered, Runnable failed, Verdict verdict) {
        this.request = request;
        this.answered = answered;
        this.failed = failed;
        this.verdict = verdict;
    }

    /** The call has returned: now it may be told. */
    void returned() {
        returned = true;
    }

    @Override
    public void succeeded(T value) {
        told(answered == null ? null : () -> answered.accept(value), "succeeded");
    }

    @Override
    public void failed(StorageException failure) {
        told(failed, "failed: " + failure.getMessage());
    }

    private void told(Runnable expected, String how) {
        if (told || !returned) {
            verdict.fails(
                    request + (told ? " was answered twice" : " was answered within the call"));
        } else if (expected == null) {
            verdict.fails(request + " " + how);
        } else {
            verdict.guard(expected);
        }
        told = true;
    }
}
