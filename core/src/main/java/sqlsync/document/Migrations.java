package sqlsync.document;

import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.reducer.MutationContext;
import sqlsync.reducer.Reducer;
import sqlsync.sqlite.Connection;
import sqlsync.sqlite.SqliteTrapException;
import sqlsync.sqlite.Statement;
import sqlsync.sqlite.StatementGate;

/** Takes a database to the schema of its reducer: all missing migrations, or none. */
final class Migrations {
    private Migrations() {}

    /**
     * Runs what is missing, in one transaction. The version is kept in {@code user_version}.
     *
     * @param timestamp that the migrations see as now
     * @return whether anything changed
     * @throws SqlSyncException {@code schema-too-new} where the database is ahead of the reducer,
     *     {@code reducer-load-failed} where a migration fails; then nothing has changed
     */
    static boolean run(
            MutationRunner runner,
            Connection connection,
            Reducer reducer,
            String documentId,
            long timestamp,
            boolean empty) {
        int version = userVersion(connection);
        int wanted = reducer.schemaVersion();
        if (version > wanted) {
            throw new SqlSyncException(
                    ErrorCode.SCHEMA_TOO_NEW,
                    "The document is at schema version "
                            + version
                            + ", and this reducer knows "
                            + wanted
                            + " migrations only. Load the newer version of the application.");
        }
        if (version == wanted && !empty) {
            return false;
        }
        int[] running = {version};
        connection.execute("PRAGMA foreign_keys = OFF");
        try {
            // Every device makes the same schema of the same migrations: nothing random may differ.
            runner.inTransaction(
                    StatementGate.MUTATION,
                    new MutationContext("migration", null, timestamp, wanted),
                    transaction -> {
                        for (; running[0] < wanted; running[0]++) {
                            reducer.migrate(running[0], transaction);
                            transaction.checkIntact();
                        }
                        connection.execute("PRAGMA user_version = " + wanted);
                        checkForeignKeys(connection);
                    });
        } catch (SqliteTrapException trap) {
            throw trap;
        } catch (RuntimeException failure) {
            throw new SqlSyncException(
                    ErrorCode.REDUCER_LOAD_FAILED,
                    "Migration "
                            + running[0]
                            + " of the reducer \""
                            + reducer.name()
                            + "\" failed on document \""
                            + documentId
                            + "\": "
                            + failure.getMessage(),
                    failure);
        } finally {
            connection.execute("PRAGMA foreign_keys = ON");
        }
        return true;
    }

    /** Whether {@link #run} has anything to do. */
    static boolean missing(Connection connection, Reducer reducer, boolean empty) {
        return empty || userVersion(connection) < reducer.schemaVersion();
    }

    /** The schema version of a database; 0 of an empty one. */
    private static int userVersion(Connection connection) {
        try (Statement statement = connection.prepare("PRAGMA user_version")) {
            statement.step();
            return (int) statement.columnLong(0);
        }
    }

    private static void checkForeignKeys(Connection connection) {
        try (Statement statement = connection.prepare("PRAGMA foreign_key_check")) {
            if (statement.step()) {
                throw new IllegalStateException(
                        "A row of \""
                                + statement.columnText(0)
                                + "\" refers to a row of \""
                                + statement.columnText(2)
                                + "\" that does not exist.");
            }
        }
    }
}
