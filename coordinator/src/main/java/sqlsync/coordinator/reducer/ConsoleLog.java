package sqlsync.coordinator.reducer;

import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.event.Level;
import sqlsync.coordinator.limit.CoordinatorLimits;
import sqlsync.coordinator.limit.RateLimit;
import sqlsync.coordinator.log.EventLog;
import sqlsync.coordinator.log.Metrics;
import sqlsync.coordinator.script.ReducerConsole;

/**
 * Logs what reducers write to {@code console}: the event {@code reducer-console} with document,
 * mutation and method. Each document has a rate of its own, and all of them together have one; what
 * is beyond is counted ({@code reducer_console_left_out_total}), and the document's next line says
 * how many were left out. Any thread may call.
 */
public final class ConsoleLog {
    private static final int DOCUMENTS_MAX = 10_000;

    private final Metrics metrics;
    private final RateLimit all =
            new RateLimit(
                    CoordinatorLimits.CONSOLE_LINES_BURST,
                    CoordinatorLimits.CONSOLE_LINES_PER_SECOND);

    /** The ones that wrote last. */
    private final Map<String, Written> written = new LinkedHashMap<>(16, 0.75f, true);

    public ConsoleLog(Metrics metrics) {
        this.metrics = metrics;
    }

    /**
     * The console of one mutation.
     *
     * @param what that runs, such as {@code add} or {@code migration 2}
     * @param id of the mutation
     */
    ReducerConsole of(String documentId, String what, String id) {
        return new ReducerConsole() {
            @Override
            public boolean allows() {
                return ConsoleLog.this.allows(documentId);
            }

            @Override
            public void write(String method, String text) {
                EventLog.unlimited(level(method))
                        .addKeyValue("document", documentId)
                        .addKeyValue("what", what)
                        .addKeyValue("id", id)
                        .addKeyValue("method", method)
                        .addKeyValue("text", cut(text))
                        .addKeyValue("left_out", takeLeftOut(documentId))
                        .log("reducer-console");
            }
        };
    }

    private static Level level(String method) {
        return switch (method) {
            case "error" -> Level.ERROR;
            case "warn" -> Level.WARN;
            default -> Level.INFO;
        };
    }

    private synchronized boolean allows(String documentId) {
        Written of = written.computeIfAbsent(documentId, none -> new Written());
        if (written.size() > DOCUMENTS_MAX) {
            written.remove(written.keySet().iterator().next());
        }
        if (of.rate.allows() && all.allows()) {
            return true;
        }
        of.leftOut++;
        metrics.reducerConsoleLeftOut.inc();
        return false;
    }

    /** Null for none. */
    private synchronized Long takeLeftOut(String documentId) {
        Written of = written.get(documentId);
        if (of == null || of.leftOut == 0) {
            return null;
        }
        long before = of.leftOut;
        of.leftOut = 0;
        return before;
    }

    private static String cut(String text) {
        int charsMax = CoordinatorLimits.CONSOLE_LINE_CHARS_MAX;
        return text.length() <= charsMax ? text : text.substring(0, charsMax) + "…";
    }

    /** What one document wrote. */
    private static final class Written {
        private final RateLimit rate =
                new RateLimit(
                        CoordinatorLimits.CONSOLE_LINES_OF_DOCUMENT_BURST,
                        CoordinatorLimits.CONSOLE_LINES_OF_DOCUMENT_PER_SECOND);
        private long leftOut;
    }
}
