package sqlsync.sqlite;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import sqlsync.Limits;
import sqlsync.page.Page;
import sqlsync.storage.PageSet;
import sqlsync.storage.Pages;

/** A connection to one document's pages. Fails with {@link SqlException} unless said otherwise. */
public final class Connection {
    /** What SQLite says, without a number, of more than {@link Limits#PARAMETERS_MAX}. */
    private static final String TOO_MANY_PARAMETERS = "too many SQL variables";

    private static final int CACHE_KIBIBYTES = 2048;

    /** Of a statement in a message. */
    private static final int SHOWN_CHARS_MAX = 40;

    private final Sqlite sqlite;
    private final SqliteWasm wasm;
    private final int address;
    private final PagerFile file;
    private final int out;

    /** Address of the text that was compiled last. */
    private int textAt;

    private final StatementCache cache = new StatementCache();

    /** Handed out, but not in the cache: to be ended when they are closed. */
    private final List<Statement> uncached = new ArrayList<>();

    private int begin;
    private int commit;
    private int foreignSchemaChangesSeen;
    private boolean closed;

    Connection(Sqlite sqlite, int address, PagerFile file) {
        this.sqlite = sqlite;
        this.wasm = sqlite.wasm();
        this.address = address;
        this.file = file;
        this.out = wasm.malloc(8);
        this.foreignSchemaChangesSeen = file.pages.foreignSchemaChanges();
    }

    void configure() {
        execute(
                "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY;"
                        + " PRAGMA foreign_keys=ON; PRAGMA cache_size=-"
                        + CACHE_KIBIBYTES
                        + "; PRAGMA max_page_count="
                        + file.pages.pagesMax()
                        + heapLimit(sqlite.limits().heapBytesMax()));
        if (!file.readOnly) {
            check(sqlite.randomFunctions().define(address, sqlite.scratch()));
            begin = compile("BEGIN IMMEDIATE", 0);
            commit = compile("COMMIT", 0);
        }
    }

    private static String heapLimit(int bytes) {
        return bytes == 0 ? "" : "; PRAGMA hard_heap_limit=" + bytes;
    }

    /** Prepares exactly one statement, or takes it from the cache. Close it after use. */
    public Statement prepare(String sql) {
        return prepare(sql, null);
    }

    /**
     * As {@link #prepare(String)}, through a gate. A cached statement passes a gate once.
     *
     * @throws sqlsync.SqlSyncException what the gate refuses
     */
    public Statement prepare(String sql, StatementGate gate) {
        PreparedTail first = prepareNext(sql, 0, gate);
        if (first.statement() == null) {
            throw noStatement();
        }
        if (!SqlScanner.blankFrom(sql, first.next())) {
            first.statement().close();
            String more = sql.substring(first.next()).trim();
            throw new SqlException(
                    ResultCode.MISUSE,
                    "A query is one statement, and behind the first there is more: "
                            + more.substring(0, Math.min(more.length(), SHOWN_CHARS_MAX)));
        }
        return first.statement();
    }

    private static SqlException noStatement() {
        return new SqlException(
                ResultCode.MISUSE, "There is no statement here; a query is one, such as SELECT 1.");
    }

    /**
     * Prepares the statement that begins at {@code fromChar} of a script.
     *
     * @param gate null for none
     * @throws sqlsync.SqlSyncException what the gate refuses
     */
    public PreparedTail prepareNext(String sql, int fromChar, StatementGate gate) {
        refresh();
        if (fromChar == 0) {
            Statement cached = cache.take(sql);
            if (cached != null) {
                cached.pass(gate);
                return new PreparedTail(cached, sql.length());
            }
        }
        int from = skipEmptyStatements(sql, fromChar);
        if (from >= sql.length()) {
            return new PreparedTail(null, from);
        }
        if (gate != null) {
            gate.check(sql, from);
        }
        int compiled = compile(sql, from);
        if (compiled == 0) {
            throw noStatement();
        }
        int next = from + charsBeforeTail();
        Statement statement = new Statement(this, compiled, sql.substring(from, next), gate);
        boolean whole = fromChar == 0 && SqlScanner.blankFrom(sql, next);
        if (!whole || !cache.add(sql, statement)) {
            statement.endWhenClosed();
            uncached.add(statement);
        }
        return new PreparedTail(statement, whole ? sql.length() : next);
    }

    private static int skipEmptyStatements(String sql, int from) {
        int at = SqlScanner.skipBlank(sql, from);
        while (at < sql.length() && sql.charAt(at) == ';') {
            at = SqlScanner.skipBlank(sql, at + 1);
        }
        return at;
    }

    /** Runs a script without parameters and forgets its rows. Not gated. */
    public void execute(String sql) {
        refresh();
        check(wasm.exec(address, sqlite.scratch().terminated(sql)));
    }

    /**
     * Runs {@code work}, and adds to {@code reads} the number of every page that its statements
     * look at on this connection, also where they fail. No statement may be running before.
     */
    public void recording(PageSet reads, Runnable work) {
        file.recordReads(reads);
        try {
            work.run();
        } finally {
            file.stopRecordingReads();
        }
    }

    /** Runs {@code work} within a time limit, as {@link Sqlite#within} does. */
    public <T> T within(TimeLimit limit, Supplier<T> work) {
        return sqlite.within(limit, work);
    }

    /** Begins a write transaction. */
    public void begin() {
        refresh();
        file.beyondLimit = false;
        run(begin);
    }

    /**
     * Whether the transaction that began last would have made the database larger than its pages
     * may be. Where SQLite notices that first it is not known: see {@link #limitByPages}.
     */
    public boolean wasBeyondLimit() {
        return file.beyondLimit;
    }

    /** The limit of its pages, in bytes. */
    public long bytesMax() {
        return (long) file.pages.pagesMax() * Page.BYTES;
    }

    /**
     * Leaves it to the pages alone how large the database may grow: SQLite's word for that is the
     * same as for other things that have an end.
     */
    public void limitByPages() {
        execute("PRAGMA max_page_count=" + Pages.PAGES_MAX);
    }

    /** Commits; if that fails, rolls back and throws. */
    public void commit() {
        try {
            run(commit);
        } catch (SqlException e) {
            rollback();
            throw e;
        }
    }

    /** Rolls back; does nothing when no transaction is open any more. */
    public void rollback() {
        if (inTransaction()) {
            execute("ROLLBACK");
        }
    }

    /**
     * Whether the transaction that {@link #begin} opened is still there. {@code INSERT OR ROLLBACK}
     * and {@code RAISE(ROLLBACK)} end it from within.
     */
    public boolean inTransaction() {
        return file.inTransaction();
    }

    /** Ends the connection and all its statements. Calling it again does nothing. */
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        cache.endAll();
        for (Statement statement : uncached) {
            statement.end();
        }
        uncached.clear();
        if (begin != 0) {
            wasm.finalizeStatement(begin);
        }
        if (commit != 0) {
            wasm.finalizeStatement(commit);
        }
        wasm.free(out);
        wasm.closeV2(address);
    }

    /** Before anything is run: SQLite forgets a schema that may have changed beneath it. */
    void refresh() {
        if (closed) {
            throw new IllegalStateException("the connection is closed");
        }
        if (foreignSchemaChangesSeen != file.pages.foreignSchemaChanges()) {
            foreignSchemaChangesSeen = file.pages.foreignSchemaChanges();
            // Two lines of changes may have given one cookie to different schemas.
            check(wasm.exec(address, sqlite.scratch().terminated("PRAGMA writable_schema=RESET")));
        }
    }

    Sqlite sqlite() {
        return sqlite;
    }

    int changes() {
        return wasm.changes(address);
    }

    /** Ends a statement that the cache does not have. */
    void end(Statement statement) {
        uncached.remove(statement);
        statement.end();
    }

    void check(int result) {
        if (result != ResultCode.OK) {
            throw failure(result);
        }
    }

    SqlException failure(int result) {
        String message = CText.read(wasm, wasm.errmsg(address));
        Throwable cause = sqlite.pager().takeProblem();
        if (result == ResultCode.IO_ERROR && cause != null) {
            message = message + ": " + cause.getMessage();
        }
        if (TOO_MANY_PARAMETERS.equals(message)) {
            message =
                    message
                            + ": "
                            + Limits.PARAMETERS_MAX
                            + " is the most; give a list as one JSON text and read it with"
                            + " json_each(?)";
        }
        return new SqlException(sqlite.fields().resultCode(address, result), message);
    }

    private void run(int statement) {
        int result = wasm.step(statement);
        if (result != ResultCode.DONE) {
            SqlException failure = failure(result);
            wasm.reset(statement);
            throw failure;
        }
        wasm.reset(statement);
    }

    /** Compiles the statement at {@code from}; the tail's address stays in {@link #out}. */
    private int compile(String sql, int from) {
        if (sql.indexOf('\0', from) >= 0) {
            throw new SqlException(ResultCode.ERROR, "a statement contains NUL");
        }
        textAt = sqlite.scratch().terminated(from == 0 ? sql : sql.substring(from));
        check(wasm.prepareV2(address, textAt, -1, out, out + 4));
        return wasm.getInt(out);
    }

    /** How many chars the statement just compiled has. */
    private int charsBeforeTail() {
        return wasm.readText(textAt, wasm.getInt(out + 4) - textAt).length();
    }
}
