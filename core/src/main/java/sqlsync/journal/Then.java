package sqlsync.journal;

import java.util.function.Consumer;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;

/** Completions in two halves. */
final class Then {
    private Then() {}

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

    /** Goes on the same way whether it worked or not. */
    static <T> Completion<T> always(Runnable next) {
        return of(ignored -> next.run(), ignored -> next.run());
    }
}
