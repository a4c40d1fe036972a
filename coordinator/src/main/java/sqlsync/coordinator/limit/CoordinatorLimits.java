package sqlsync.coordinator.limit;

import sqlsync.Limits;
import sqlsync.journal.JournalLimits;

/**
 * Every limit of the coordinator, but for those of the protocol, which {@code ReplicationLimits}
 * has, and those of journals ({@code JournalLimits}). What an operator can choose is in {@link
 * Tuning}.
 */
public final class CoordinatorLimits {
    /** There are many pools, with one document each. */
    public static final JournalLimits JOURNAL =
            new JournalLimits(
                    JournalLimits.DEFAULT.segmentBytes(),
                    1,
                    JournalLimits.DEFAULT.batchBytesMax(),
                    JournalLimits.DEFAULT.foldBytesMax(),
                    1 << 20);

    /** Threads that read, write and flush. */
    public static final int DISK_THREADS = 8;

    /** Threads that serve HTTP and WebSockets. */
    public static final int HTTP_THREADS_MAX = 64;

    /** Threads that serve an administrator, each one request; two more accept connections. */
    public static final int ADMIN_THREADS_MAX = 10;

    /** Of one HTTP request: the longest token fits, twice. */
    public static final int REQUEST_HEADER_BYTES_MAX = 32 << 10;

    /** Of one HTTP request. */
    public static final int REQUEST_BODY_BYTES_MAX = Limits.REQUEST_BODY_BYTES_MAX;

    /** An HTTP connection on which nothing happens for so long is closed. */
    public static final int HTTP_IDLE_MILLIS_MAX = 30_000;

    /** The same for WebSockets; the protocol's own pings come more often. */
    public static final int SOCKET_IDLE_MILLIS_MAX = 90_000;

    /** WebSockets at one time on which somebody has authenticated. */
    public static final int SOCKETS_MAX = 10_000;

    /** WebSockets, and HTTP connections, at one time on which nobody has. */
    public static final int UNKNOWN_CONNECTIONS_MAX = 1_000;

    /** Of these WebSockets, those of one address. */
    public static final int UNKNOWN_SOCKETS_OF_ADDRESS_MAX = 100;

    /** Of these HTTP connections, those of one address. A browser has six. */
    public static final int UNKNOWN_REQUESTS_OF_ADDRESS_MAX = 500;

    /** A WebSocket on which no document was asked for is closed after so long. */
    public static final int AUTHENTICATE_WITHIN_MILLIS = 30_000;

    /** One on which documents were asked for, and none was given. */
    public static final int ADMITTED_WITHIN_MILLIS = 600_000;

    /** The longest message before somebody has authenticated: a token, and what goes with it. */
    public static final int UNKNOWN_FRAME_BYTES_MAX = 40 << 10;

    /** Attaches that one connection may have refused at once; then one in ten seconds. */
    public static final int REFUSED_ATTACHES_BURST = 20;

    public static final double REFUSED_ATTACHES_PER_SECOND = 0.1;

    /** Pings and pongs of WebSocket that one connection may send at once; then so many a second. */
    public static final int CONTROL_FRAMES_BURST = 50;

    public static final double CONTROL_FRAMES_PER_SECOND = 2;

    /** Frames of one connection that are read at once; then so many a second are. */
    public static final int FRAMES_BURST = 10_000;

    public static final double FRAMES_PER_SECOND = 2_000;

    /** The least that is there for messages of strangers, however small the heap is. */
    public static final long UNKNOWN_BYTES_MIN = 2 << 20;

    /** The same for messages and bodies of users; the longest entry fits twice. */
    public static final long INCOMING_BYTES_MIN = 40L << 20;

    /** The same for answers that are not read yet; the longest one fits twice. */
    public static final long ANSWER_BYTES_MIN = 48L << 20;

    /** A body that is not complete after so long is refused. */
    public static final int BODY_MILLIS_MAX = 30_000;

    /** An answer that is not read after so long ends its connection. */
    public static final int ANSWER_READ_MILLIS_MAX = 60_000;

    /** A request that nothing else has answered is answered after so long. */
    public static final int ANSWER_MILLIS_MAX = 180_000;

    /** The largest limit for the database of a document: its fold must fit into the journal. */
    public static final long DOCUMENT_BYTES_LIMIT_MAX = 1000L << 20;

    /** The smallest one: a schema fits. */
    public static final long DOCUMENT_BYTES_LIMIT_MIN = 64 << 10;

    /**
     * Of the database of one document: an eighth of the heap. Opening one takes up to three times
     * as much.
     */
    public static final long DOCUMENT_BYTES_MAX =
            Math.min(DOCUMENT_BYTES_LIMIT_MAX, Runtime.getRuntime().maxMemory() / 8);

    /** Characters of one line that a reducer writes to {@code console}. */
    public static final int CONSOLE_LINE_CHARS_MAX = 1_000;

    /** Such lines that one document may write at once; then so many a second. */
    public static final int CONSOLE_LINES_OF_DOCUMENT_BURST = 20;

    public static final double CONSOLE_LINES_OF_DOCUMENT_PER_SECOND = 1;

    /** The same for all documents together. */
    public static final int CONSOLE_LINES_BURST = 200;

    public static final double CONSOLE_LINES_PER_SECOND = 20;

    /** Documents that are open at one time. */
    public static final int DOCUMENTS_OPEN_MAX = 10_000;

    /** Statements of JavaScript in one mutation. */
    public static final long REDUCER_STATEMENTS_MAX = 100_000_000;

    /** A mutation that goes on for so long after it was stopped loses its loop, or the process. */
    public static final int REDUCER_LAST_RESORT_MILLIS = 5_000;

    /** What one HTTP query may use of a processor. */
    public static final int QUERY_MILLIS_MAX = 1_000;

    /** The same while other documents wait for it; what takes longer goes to a loop of its own. */
    public static final int QUERY_MILLIS_BESIDE_OTHERS_MAX = 150;

    /** For so long after a query that took longer, queries of its user go there at once. */
    public static final int LONG_QUERY_REMEMBERED_MILLIS = 10_000;

    /** Queries that wait there; what comes then is refused. */
    public static final int LONG_QUERIES_WAITING_MAX = 64;

    /** What runs on in one step of SQLite for so long costs its loop the SQLite module. */
    public static final int QUERY_STEP_MILLIS_MAX = 5_000;

    /**
     * What the SQLite of one loop may allocate, for all of its documents: a quarter of the heap.
     */
    public static final int SQLITE_HEAP_BYTES_MAX =
            (int) Math.max(64 << 20, Math.min(1 << 30, Runtime.getRuntime().maxMemory() / 4));

    /** Of one text or blob that a query makes. */
    public static final int QUERY_VALUE_BYTES_MAX = 16 << 20;

    /** A thread that takes longer to answer is not well. */
    public static final int HEALTH_MILLIS_MAX = 10_000;

    /** With less room on the disk it is not ready: some documents' next segments fit. */
    public static final long DISK_FREE_BYTES_MIN = 64L << 20;

    /** How often the log says how many of its lines were left out. */
    public static final int LEFT_OUT_MILLIS = 60_000;

    /** A shutdown that is not done after so long ends the process as it is. */
    public static final int STOP_LAST_RESORT_MILLIS = 12_000;

    /** A connection on which nothing happens while the server stops is closed after so long. */
    public static final int STOP_IDLE_MILLIS_MAX = 200;

    /** How long a graceful shutdown may take. */
    public static final int STOP_MILLIS_MAX = 5_000;

    private CoordinatorLimits() {}

    /**
     * What one user, or one document, may have at one time of what all have together.
     *
     * @param userConnections WebSockets of one user
     * @param userRequestsPerSecond requests over HTTP of one user; ten times as many at once
     * @param documentDevices channels and requests to one document
     */
    public record Shares(int userConnections, int userRequestsPerSecond, int documentDevices) {
        /** What holds where the command line says nothing else. */
        public static final Shares DEFAULT = new Shares(1_000, 500, 2_000);
    }

    /**
     * What an operator can choose.
     *
     * @param loops threads that documents live on, besides the one for slow documents
     * @param reducerMillisMax what one mutation may use of a processor before its document is moved
     *     to the loop for slow ones
     * @param slowReducerMillisMax what it may use there before it is rejected
     * @param documentIdleMillisMax a document that nobody uses for so long is closed
     * @param documentsPerMinute that one user may make; as many again at once
     * @param documentBytesMax of the database of one document
     * @param shares of one user, and of one document, in what all have together
     */
    public record Tuning(
            int loops,
            int reducerMillisMax,
            int slowReducerMillisMax,
            int documentIdleMillisMax,
            int documentsPerMinute,
            long documentBytesMax,
            Shares shares) {
        public static final int LOOPS_MIN = 2;
        public static final int SLOW_REDUCER_MILLIS_MAX = 30_000;
        private static final int DOCUMENTS_PER_MINUTE = 120;

        /** With the usual shares. */
        public Tuning(
                int loops,
                int reducerMillisMax,
                int slowReducerMillisMax,
                int documentIdleMillisMax,
                int documentsPerMinute,
                long documentBytesMax) {
            this(
                    loops,
                    reducerMillisMax,
                    slowReducerMillisMax,
                    documentIdleMillisMax,
                    documentsPerMinute,
                    documentBytesMax,
                    Shares.DEFAULT);
        }

        /** With the usual limit for the size of a document. */
        public Tuning(
                int loops,
                int reducerMillisMax,
                int slowReducerMillisMax,
                int documentIdleMillisMax,
                int documentsPerMinute) {
            this(
                    loops,
                    reducerMillisMax,
                    slowReducerMillisMax,
                    documentIdleMillisMax,
                    documentsPerMinute,
                    DOCUMENT_BYTES_MAX);
        }

        /** With the usual limit for making documents. */
        public Tuning(
                int loops,
                int reducerMillisMax,
                int slowReducerMillisMax,
                int documentIdleMillisMax) {
            this(
                    loops,
                    reducerMillisMax,
                    slowReducerMillisMax,
                    documentIdleMillisMax,
                    DOCUMENTS_PER_MINUTE);
        }

        /** What holds where the command line says nothing else. */
        public static final Tuning DEFAULT =
                new Tuning(
                        Math.max(LOOPS_MIN, Runtime.getRuntime().availableProcessors()),
                        250,
                        SLOW_REDUCER_MILLIS_MAX,
                        60_000);
    }
}
