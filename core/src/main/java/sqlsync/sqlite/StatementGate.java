package sqlsync.sqlite;

import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.codec.Ascii;

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
    /**
     * Statements of a migration: as {@link #MUTATION}, and {@code PRAGMA foreign_keys} with a
     * value, which generated migrations have. SQLite ignores it inside a transaction, and every
     * migration runs in one, with foreign keys off.
     */
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

    private static final String NO_TEMPORARY =
            "there are no temporary tables. Use WITH, or a table of the document.";

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
            case BEGIN, COMMIT, END, ROLLBACK, SAVEPOINT, RELEASE ->
                    throw refused(
                            verb.name(),
                            (this == MIGRATION ? "migrations run" : "a mutation runs")
                                    + " in one transaction already. Leave it out; what throws or"
                                    + " calls tx.reject() takes everything back.");
            case ATTACH, DETACH ->
                    throw refused(
                            verb.name(), "a document is one database. Open another document.");
            case VACUUM ->
                    throw refused(
                            verb.name(), "free pages are used again by themselves. Leave it out.");
            case UNKNOWN ->
                    throw new SqlSyncException(
                            ErrorCode.SQL_ERROR, "near \"" + scanner.text() + "\": syntax error");
        }
    }

    /** What is only explained is not run, so a query may explain what it may not do. */
    private void requireWriting(SqlScanner scanner, boolean explained) {
        if (this == QUERY && !explained) {
            throw refused(scanner.text(), null);
        }
    }

    /**
     * @param advice why, and what to do instead, for who may write; a query is told that it reads
     */
    private SqlSyncException refused(String what, String advice) {
        return this == QUERY
                ? new SqlSyncException(
                        ErrorCode.READ_ONLY,
                        what + " is not a query. Use SELECT to read, and a mutation to write.")
                : new SqlSyncException(
                        ErrorCode.SQL_ERROR, what + " is not allowed here: " + advice);
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
            throw refused("CREATE TEMP", NO_TEMPORARY);
        }
        String before = scanner.name();
        while (true) {
            SqlScanner.Token token = scanner.next();
            if (scanner.is('.')) {
                if (Ascii.equalsIgnoreCase(before, "temp")) {
                    throw refused("CREATE TEMP", NO_TEMPORARY);
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
            if (!Ascii.equalsIgnoreCase(name, "main")) {
                throw refused(
                        "PRAGMA " + name + ".…",
                        "a document is the one database main. Leave \"" + name + ".\" out.");
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
                || this != QUERY && isOneOf(name, SETTABLE)
                || this == MIGRATION && Ascii.equalsIgnoreCase(name, "foreign_keys")) {
            return;
        }
        throw refused("PRAGMA " + name, pragmaAdvice(name));
    }

    private static String pragmaAdvice(String name) {
        if (Ascii.equalsIgnoreCase(name, "foreign_keys")) {
            return "foreign keys are always checked in a mutation. Use PRAGMA defer_foreign_keys ="
                    + " ON to have them checked at its end.";
        }
        if (Ascii.equalsIgnoreCase(name, "user_version")) {
            return "it counts the migrations. Add a migration, or keep a number of your own in a"
                    + " table.";
        }
        return "SQLSync sets what its storage needs. Leave it out.";
    }

    private static boolean isOneOf(String name, String[] list) {
        for (String each : list) {
            if (Ascii.equalsIgnoreCase(each, name)) {
                return true;
            }
        }
        return false;
    }
}
