package sqlsync.platform;

/** A completion that keeps what it was told, and fails the test when it is told twice. */
public final class Answer<T> implements Completion<T, StorageException> {
    private boolean told;
    private T value;
    private StorageException failure;

    @Override
    public void succeeded(T result) {
        tell();
        value = result;
    }

    @Override
    public void failed(StorageException why) {
        tell();
        failure = why;
    }

    private void tell() {
        if (told) {
            throw new AssertionError("told twice");
        }
        told = true;
    }

    public boolean told() {
        return told;
    }

    /** Null where it succeeded, or was not told yet. */
    public StorageException failure() {
        return failure;
    }

    public boolean succeeded() {
        return told && failure == null;
    }

    /** What success brought; throws what it failed with. */
    public T get() {
        if (!told) {
            throw new AssertionError("not told");
        }
        if (failure != null) {
            throw failure;
        }
        return value;
    }
}
