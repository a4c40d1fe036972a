package sqlsync.coordinator.reducer;

import java.io.PrintWriter;
import java.io.StringWriter;
import sqlsync.coordinator.log.EventLog;
import sqlsync.coordinator.log.Metrics;
import sqlsync.reducer.MutationRejectedException;

/**
 * Counts what reducers throw ({@code reducer_threw_total}), and logs it with its stack, at the rate
 * that every event has.
 */
public final class ThrownLog {
    private static final int STACK_CHARS_MAX = 4_000;
    private static final int MESSAGE_CHARS_MAX = 500;

    private final Metrics metrics;

    public ThrownLog(Metrics metrics) {
        this.metrics = metrics;
    }

    /**
     * @param what that ran, such as {@code add} or {@code migration 2}
     * @param id of the mutation
     */
    void threw(String documentId, String what, String id, MutationRejectedException rejection) {
        if (!MutationRejectedException.THREW.equals(rejection.reason())) {
            return;
        }
        metrics.reducerThrew.inc();
        EventLog.atWarn()
                .addKeyValue("document", documentId)
                .addKeyValue("what", what)
                .addKeyValue("id", id)
                .addKeyValue("message", cut(rejection.getMessage(), MESSAGE_CHARS_MAX))
                .addKeyValue("stack", cut(stack(rejection), STACK_CHARS_MAX))
                .log("reducer-threw");
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
