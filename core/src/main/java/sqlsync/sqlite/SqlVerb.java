package sqlsync.sqlite;

/** What a statement does, from its keywords. */
enum SqlVerb {
    /** Nothing but space, comments, or a semicolon. */
    NOTHING,
    SELECT,
    VALUES,
    INSERT,
    REPLACE,
    UPDATE,
    DELETE,
    CREATE,
    DROP,
    ALTER,
    ANALYZE,
    REINDEX,
    PRAGMA,
    EXPLAIN,
    BEGIN,
    COMMIT,
    END,
    ROLLBACK,
    SAVEPOINT,
    RELEASE,
    ATTACH,
    DETACH,
    VACUUM,
    /** No statement that SQLite has. */
    UNKNOWN;

    private static final SqlVerb[] ALL = values();

    /** Whether rows can change by it, in the sense of {@code sqlite3_changes}. */
    boolean changesRows() {
        return this == INSERT || this == REPLACE || this == UPDATE || this == DELETE;
    }

    /** Whether it only reads, whatever its arguments. */
    boolean reads() {
        return this == SELECT || this == VALUES;
    }

    /**
     * Takes the scanner to the keyword that says what the statement does, past {@code WITH} and its
     * tables.
     */
    static SqlVerb advance(SqlScanner scanner) {
        while (scanner.next() == SqlScanner.Token.SEMICOLON) {
            // An empty statement.
        }
        if (scanner.token() == SqlScanner.Token.END) {
            return NOTHING;
        }
        return scanner.is("WITH") ? advanceOverTables(scanner) : ofWord(scanner);
    }

    static SqlVerb of(String sql, int from) {
        return advance(new SqlScanner(sql, from));
    }

    /** All words that can follow the tables are reserved but REPLACE: INTO comes after that. */
    private static SqlVerb advanceOverTables(SqlScanner scanner) {
        int depth = 0;
        boolean afterReplace = false;
        while (true) {
            switch (scanner.next()) {
                case LEFT -> depth++;
                case RIGHT -> depth--;
                case END, SEMICOLON -> {
                    return UNKNOWN;
                }
                case WORD -> {
                    if (depth != 0) {
                        break;
                    }
                    if (afterReplace && scanner.is("INTO")) {
                        return REPLACE;
                    }
                    SqlVerb verb = ofWord(scanner);
                    if (verb.reads() || verb.changesRows() && verb != REPLACE) {
                        return verb;
                    }
                    afterReplace = verb == REPLACE;
                }
                default -> afterReplace = false;
            }
        }
    }

    private static SqlVerb ofWord(SqlScanner scanner) {
        for (SqlVerb verb : ALL) {
            if (verb != NOTHING && verb != UNKNOWN && scanner.is(verb.name())) {
                return verb;
            }
        }
        return UNKNOWN;
    }
}
