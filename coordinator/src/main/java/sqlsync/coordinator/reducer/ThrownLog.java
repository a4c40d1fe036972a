package sqlsync.coordinator.reducer;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.LongSupplier;
import sqlsync.coordinator.log.Event;
import sqlsync.coordinator.log.Metrics;
import sqlsync.reducer.MutationRejectedException;

/**
 * Counts what reducers throw ({@code reducer_threw_total}), and logs it with its stack. Of a minute
 * no more than {@link #LINES_PER_MINUTE_MAX} are logged; the next line says how many were left out.
 */
public final class ThrownLog {
    static final int LINES_PER_MINUTE_MAX = 60;
    private static final long MINUTE_NANOS = 60_000_000_000L;
    private static final int STACK_CHARS_MAX = 4_000;
    private static final int MESSAGE_CHARS_MAX = 500;

    private final Metrics metrics;
    private final LongSupplier nanos;
    private long minuteStart;
    private int lines;
    private long leftOut;

    public ThrownLog(Metrics metrics) {
        this(metrics, System::nanoTime);
    }

    ThrownLog(Metrics metrics, LongSupplier nanos) {
        this.metrics = metrics;
        this.nanos = nanos;
        minuteStart = nanos.getAsLong();
    }

    /**
     * @param what that ran, such as {@code add} or {@code migration 2}
     * @param id of the mutation
     */
    void threw(String documentId, String what, String id, MutationRejectedException rejection) {
        if (!MutationRejectedException.THREW.equals(rejection.reason())) {
            return;
        }
        metrics.add("reducer_threw_total", 1);
        Long missing = take();
        if (missing == null) {
            return;
        }
        Event.of("reducer-threw")
                .with("document", documentId)
                .with("what", what)
                .with("id", id)
                .with("message", cut(rejection.getMessage(), MESSAGE_CHARS_MAX))
                .with("stack", cut(stack(rejection), STACK_CHARS_MAX))
                .with("left_out", missing == 0 ? null : missing)
                .warn();
    }

    /** How many lines were left out before this one; null where this one is left out, too. */
    private synchronized Long take() {
        long now = nanos.getAsLong();
        if (now - minuteStart >= MINUTE_NANOS) {
            minuteStart = now;
            lines = 0;
        }
        if (lines == LINES_PER_MINUTE_MAX) {
            leftOut++;
            return null;
        }
        lines++;
        long missing = leftOut;
        leftOut = 0;
        return missing;
    }

    private static String stack(MutationRejectedException rejection) {
        if (rejection.thrown() != null) {
            return rejection.thrown().stack();
        }
        if (rejection.getCause() == null) {
            return null;
        }
        StringWriter text = new StringWriter();
        rejection.getCause().printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static String cut(String text, int charsMax) {
        return text == null || text.length() <= charsMax ? text : text.substring(0, charsMax) + "…";
    }
}
