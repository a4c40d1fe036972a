package sqlsync.platform;

import java.util.function.Consumer;

/**
 * Told once how something ended. Never called from within the call that it was passed to, always
 * from the one thread that core runs on.
 *
 * @param <T> what success brings; {@link Void} where there is nothing but success
 */
public interface Completion<T> {
    void succeeded(T value);

    void failed(StorageException failure);

    /** One in two halves. */
    static <T> Completion<T> of(Consumer<T> succeeded, Consumer<StorageException> failed) {
        return new Completion<>() {
            @Override
            public void succeeded(T value) {
                succeeded.accept(value);
            }

            @Override
            public void failed(StorageException failure) {
                failed.accept(failure);
            }
        };
    }

    /** One that goes on the same way whether it worked or not. */
    static <T> Completion<T> always(Runnable next) {
        return of(ignored -> next.run(), ignored -> next.run());
    }
}
