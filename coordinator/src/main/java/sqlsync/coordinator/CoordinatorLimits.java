package sqlsync.coordinator;

import sqlsync.Limits;

/**
 * Every limit of the coordinator, but for those of the protocol, which {@code ReplicationLimits}
 * has, and those of journals ({@code JournalLimits}). What an operator can choose is in {@link
 * Tuning}.
 */
public final class CoordinatorLimits {
    /** Threads that read, write and flush. */
    public static final int DISK_THREADS = 8;

    /** Threads that serve HTTP and WebSockets. */
    public static final int HTTP_THREADS_MAX = 64;

    /** Of one HTTP request. */
    public static final int REQUEST_HEADER_BYTES_MAX = 16 << 10;

    /** Of one HTTP request. */
    public static final int REQUEST_BODY_BYTES_MAX = Limits.REQUEST_BODY_BYTES_MAX;

    /** An HTTP connection on which nothing happens for so long is closed. */
    public static final int HTTP_IDLE_MILLIS_MAX = 30_000;

    /** The same for WebSockets; the protocol's own pings come more often. */
    public static final int SOCKET_IDLE_MILLIS_MAX = 90_000;

    /** WebSockets at one time. */
    public static final int SOCKETS_MAX = 10_000;

    /** Of a token. */
    public static final int TOKEN_CHARS_MAX = 8 << 10;

    /** Documents that are open at one time. */
    public static final int DOCUMENTS_OPEN_MAX = 10_000;

    /** Statements of JavaScript in one mutation. */
    public static final long REDUCER_STATEMENTS_MAX = 100_000_000;

    /** A mutation that goes on for so long after it was stopped ends the process. */
    public static final int REDUCER_LAST_RESORT_MILLIS = 10_000;

    /** Rows that one HTTP query is answered with. */
    public static final int QUERY_ROWS_MAX = 10_000;

    /** The same in characters of JSON, about. */
    public static final int QUERY_CHARS_MAX = 8 << 20;

    /** What one HTTP query may use of a processor. */
    public static final int QUERY_MILLIS_MAX = 1_000;

    /** How long a graceful shutdown may take. */
    public static final int STOP_MILLIS_MAX = 5_000;

    private CoordinatorLimits() {}

    /**
     * What an operator can choose.
     *
     * @param loops threads that documents live on, besides the one for slow documents
     * @param reducerMillisMax what one mutation may use of a processor before its document is moved
     *     to the loop for slow ones
     * @param slowReducerMillisMax what it may use there before it is rejected
     * @param documentIdleMillisMax a document that nobody uses for so long is closed
     */
    public record Tuning(
            int loops, int reducerMillisMax, int slowReducerMillisMax, int documentIdleMillisMax) {
        private static final int LOOPS_MIN = 2;

        /** What holds where the command line says nothing else. */
        public static final Tuning DEFAULT =
                new Tuning(
                        Math.max(LOOPS_MIN, Runtime.getRuntime().availableProcessors()),
                        250,
                        30_000,
                        60_000);
    }
}
