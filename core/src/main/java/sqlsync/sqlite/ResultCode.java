package sqlsync.sqlite;

/** The result codes of SQLite that matter here. */
public final class ResultCode {
    public static final int OK = 0;
    public static final int ERROR = 1;
    public static final int BUSY = 5;
    public static final int NO_MEMORY = 7;
    public static final int READ_ONLY = 8;
    public static final int INTERRUPT = 9;
    public static final int IO_ERROR = 10;
    public static final int NOT_FOUND = 12;
    public static final int FULL = 13;
    public static final int CANNOT_OPEN = 14;
    public static final int TOO_BIG = 18;
    public static final int CONSTRAINT = 19;
    public static final int MISUSE = 21;
    public static final int DENIED = 23;
    public static final int ROW = 100;
    public static final int DONE = 101;
    static final int SHORT_READ = 522;

    private ResultCode() {}
}
