package sqlsync.platform;

import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Told once how something ended, on the one thread that core runs on. What storage tells, it tells
 * after the call that asked for it has returned; elsewhere it may be told within that call.
 *
 * <p>A chain of steps is written from its end: {@code files.read(name, done.after(bytes -> ...))}
 * goes on with the bytes, and where reading fails, {@code done} fails in its place. {@link Promise}
 * is one that remembers.
 *
 * @param <T> what success brings; {@link Void} where there is nothing but success
 * @param <F> why it can fail
 */
public interface Completion<T, F extends RuntimeException> {
    void succeeded(T value);

    void failed(F failure);

    /** One in two halves. */
    static <T, F extends RuntimeException> Completion<T, F> of(
            Consumer<T> succeeded, Consumer<F> failed) {
        return new Completion<>() {
            @Override
            public void succeeded(T value) {
                succeeded.accept(value);
            }

            @Override
            public void failed(F failure) {
                failed.accept(failure);
            }
        };
    }

    /** One that goes on the same way whether it worked or not. */
    static <T, F extends RuntimeException> Completion<T, F> always(Runnable next) {
        return of(ignored -> next.run(), ignored -> next.run());
    }

    /**
     * One that goes on either way.
     *
     * @param then is given the failure, or null
     */
    static <T, F extends RuntimeException> Completion<T, F> either(Consumer<F> then) {
        return of(ignored -> then.accept(null), then);
    }

    /**
     * Fails, or succeeds with nothing.
     *
     * @param failure null for success
     */
    default void ended(F failure) {
        if (failure == null) {
            succeeded(null);
        } else {
            failed(failure);
        }
    }

    /** One for the step before: goes on with {@code next}, or fails this one. */
    default <S> Completion<S, F> after(Consumer<S> next) {
        return of(next, this::failed);
    }

    /** Runs {@code first}, then tells this one, whatever the outcome. */
    default Completion<T, F> afterRunning(Runnable first) {
        return of(
                value -> {
                    first.run();
                    succeeded(value);
                },
                failure -> {
                    first.run();
                    failed(failure);
                });
    }

    /** Tells this one, then runs {@code next}, whatever the outcome. */
    default Completion<T, F> thenRun(Runnable next) {
        return of(
                value -> {
                    succeeded(value);
                    next.run();
                },
                failure -> {
                    failed(failure);
                    next.run();
                });
    }

    /** One that fails for other reasons, of which it makes those of this one. */
    default <E extends RuntimeException> Completion<T, E> describing(Function<E, F> describe) {
        return of(this::succeeded, failure -> failed(describe.apply(failure)));
    }
}
