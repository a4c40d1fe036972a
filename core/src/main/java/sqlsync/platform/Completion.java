package sqlsync.platform;

/**
 * Told once how something ended. Never called from within the call that it was passed to, always
 * from the one thread that core runs on.
 *
 * @param <T> what success brings; {@link Void} where there is nothing but success
 */
public interface Completion<T> {
    void succeeded(T value);

    void failed(StorageException failure);
}
