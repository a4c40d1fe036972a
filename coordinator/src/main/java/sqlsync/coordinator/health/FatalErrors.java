package sqlsync.coordinator.health;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;

/**
 * Ends the process when any of its threads meets an {@link Error}: memory ran out, or a class that
 * was there at the start is missing. What was half done stays half done, and would look healthy;
 * what is on disk is sound, and whatever started the process can start it again.
 *
 * <p>Nothing is allocated or logged before the end: the one line that is printed is made when this
 * is constructed. {@link CutOffError} is no fault but how a mutation is stopped, and a {@link
 * StackOverflowError} has left the stack that was too deep when it is seen here; both are passed
 * over.
 */
public final class FatalErrors implements Thread.UncaughtExceptionHandler {
    /** How the process ends. */
    public interface End {
        void now(int exitCode);
    }

    public static final int EXIT_CODE = 70;

    /** Causes that are looked through; a chain may be a circle. */
    private static final int CAUSES_MAX = 20;

    private static final String[] KINDS = {"OutOfMemoryError", "LinkageError", "Error"};

    private final byte[][] lines = new byte[KINDS.length][];
    private final OutputStream errorOutput = new FileOutputStream(FileDescriptor.err);
    private final End end;

    /**
     * @param end {@code Runtime.halt}, where this is not a test
     */
    public FatalErrors(End end) {
        this.end = end;
        // Loads every class that is needed at the end: it may be that no more can be loaded then.
        check(new StackOverflowError());
        for (int i = 0; i < KINDS.length; i++) {
            String line = "level=error event=fatal-error problem=" + KINDS[i] + "\n";
            lines[i] = line.getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** Does not come back where {@code problem} is, or was caused by, an error of the process. */
    public void check(Throwable problem) {
        Throwable cause = problem;
        for (int i = 0; cause != null && i < CAUSES_MAX; i++) {
            if (isFatal(cause)) {
                end(cause);
                return;
            }
            cause = cause.getCause();
        }
    }

    private static boolean isFatal(Throwable cause) {
        return cause instanceof Error
                && !(cause instanceof CutOffError)
                && !(cause instanceof StackOverflowError);
    }

    private void end(Throwable cause) {
        boolean memory = cause instanceof OutOfMemoryError;
        try {
            errorOutput.write(lines[memory ? 0 : cause instanceof LinkageError ? 1 : 2]);
            if (!memory) {
                errorOutput.write(cause.toString().getBytes(StandardCharsets.UTF_8));
                errorOutput.write('\n');
            }
        } catch (IOException unwritten) {
            // Nobody reads the error output; the exit code says it, too.
            return;
        } finally {
            end.now(EXIT_CODE);
        }
    }

    @Override
    public void uncaughtException(Thread thread, Throwable problem) {
        check(problem);
    }

    /** Runs tasks as {@code executor} does, which may keep what they throw to itself. */
    public Executor guard(Executor executor) {
        return task -> executor.execute(() -> run(task));
    }

    /** Runs a task on this thread; what it throws is thrown on. */
    public void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable problem) {
            check(problem);
            throw problem;
        }
    }
}
