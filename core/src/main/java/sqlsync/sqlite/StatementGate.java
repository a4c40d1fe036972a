package sqlsync.sqlite;

import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;

/**
 * What may be run where. A mutation may not touch transactions, other databases, or settings that
 * the pages depend on; a query may only read. It goes by keywords, and is the first line: behind it
 * the pager refuses the same settings, and a reader's file refuses writes.
 */
public enum StatementGate {
    /** Statements of a reducer's mutation. */
    MUTATION,
    /** Statements of a query. */
    QUERY,
    /** Statements of a migration: as {@link #MUTATION}. */
    MIGRATION;

    /** Pragmas that read, with or without an argument. */
    private static final String[] READING = {
        "TABLE_INFO",
        "TABLE_XINFO",
        "TABLE_LIST",
        "INDEX_LIST",
        "INDEX_INFO",
        "INDEX_XINFO",
        "FOREIGN_KEY_LIST",
        "FOREIGN_KEY_CHECK",
        "INTEGRITY_CHECK",
        "QUICK_CHECK",
        "COLLATION_LIST",
        "FUNCTION_LIST",
        "COMPILE_OPTIONS"
    };

    /** Pragmas that read while they have no argument. */
    private static final String[] READING_ALONE = {
        "USER_VERSION",
        "SCHEMA_VERSION",
        "APPLICATION_ID",
        "PAGE_COUNT",
        "PAGE_SIZE",
        "FREELIST_COUNT",
        "ENCODING",
        "FOREIGN_KEYS",
        "AUTO_VACUUM"
    };

    /** Pragmas that a mutation may give a value: one ends with its transaction, one is data. */
    private static final String[] SETTABLE = {"DEFER_FOREIGN_KEYS", "APPLICATION_ID"};

    /**
     * Passes or refuses the statement that begins at {@code from}.
     *
     * @throws SqlSyncException {@code read-only} for a query that would write, {@code sql-error}
     *     for what is never allowed
     */
    public void check(String sql, int from) {
        check(new SqlScanner(sql, from), false);
    }

    private void check(SqlScanner scanner, boolean explained) {
        SqlVerb verb = SqlVerb.advance(scanner);
        switch (verb) {
            case NOTHING, SELECT, VALUES -> {}
            case INSERT, REPLACE, UPDATE, DELETE, DROP, ALTER, ANALYZE, REINDEX ->
                    requireWriting(scanner, explained);
            case CREATE -> {
                requireWriting(scanner, explained);
                checkCreate(scanner);
            }
            case PRAGMA -> checkPragma(scanner);
            case EXPLAIN -> checkExplain(scanner);
            case BEGIN, COMMIT, END, ROLLBACK, SAVEPOINT, RELEASE, ATTACH, DETACH, VACUUM ->
                    throw refused(verb.name());
            case UNKNOWN ->
                    throw new SqlSyncException(
                            ErrorCode.SQL_ERROR, "near \"" + scanner.text() + "\": syntax error");
        }
    }

    /** What is only explained is not run, so a query may explain what it may not do. */
    private void requireWriting(SqlScanner scanner, boolean explained) {
        if (this == QUERY && !explained) {
            throw refused(scanner.text());
        }
    }

    private SqlSyncException refused(String what) {
        return this == QUERY
                ? new SqlSyncException(ErrorCode.READ_ONLY, what + " is not a query.")
                : new SqlSyncException(ErrorCode.SQL_ERROR, what + " is not allowed here.");
    }

    /** Some pragmas take effect while they are compiled: what is explained is checked too. */
    private void checkExplain(SqlScanner scanner) {
        SqlScanner ahead = scanner.copy();
        ahead.next();
        if (ahead.is("QUERY")) {
            ahead.next();
            if (!ahead.is("PLAN")) {
                throw new SqlSyncException(
                        ErrorCode.SQL_ERROR, "near \"" + ahead.text() + "\": syntax error");
            }
            check(ahead, true);
        } else {
            check(scanner, true);
        }
    }

    /** CREATE TEMP, and CREATE … temp.name. */
    private void checkCreate(SqlScanner scanner) {
        scanner.next();
        if (scanner.is("TEMP") || scanner.is("TEMPORARY")) {
            throw refused("CREATE TEMP");
        }
        String before = scanner.name();
        while (true) {
            SqlScanner.Token token = scanner.next();
            if (scanner.is('.')) {
                if (before.equalsIgnoreCase("temp")) {
                    throw refused("CREATE TEMP");
                }
                return;
            }
            if (token != SqlScanner.Token.WORD && token != SqlScanner.Token.QUOTED) {
                return;
            }
            before = scanner.name();
        }
    }

    private void checkPragma(SqlScanner scanner) {
        scanner.next();
        String name = scanner.name();
        scanner.next();
        if (scanner.is('.')) {
            if (!name.equalsIgnoreCase("main")) {
                throw refused("PRAGMA " + name + ".…");
            }
            scanner.next();
            name = scanner.name();
            scanner.next();
        }
        boolean alone =
                scanner.token() == SqlScanner.Token.END
                        || scanner.token() == SqlScanner.Token.SEMICOLON;
        if (isOneOf(name, READING)
                || alone && isOneOf(name, READING_ALONE)
                || this != QUERY && isOneOf(name, SETTABLE)) {
            return;
        }
        throw refused("PRAGMA " + name);
    }

    private static boolean isOneOf(String name, String[] list) {
        for (String each : list) {
            if (each.equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }
}
