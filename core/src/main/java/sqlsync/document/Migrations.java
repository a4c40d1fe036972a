package sqlsync.document;

import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.reducer.MutationContext;
import sqlsync.reducer.MutationRejectedException;
import sqlsync.reducer.Reducer;
import sqlsync.sqlite.Connection;
import sqlsync.sqlite.SqlException;
import sqlsync.sqlite.SqliteTrapException;
import sqlsync.sqlite.Statement;
import sqlsync.sqlite.StatementGate;
import sqlsync.sqlite.TimeLimit;

/**
 * Takes a database to the schema of its reducer: all missing migrations, or none. They run with
 * foreign keys off, which are checked when all have run. Errors number migrations as the reducer's
 * array does, from 0.
 */
public final class Migrations {
    private static final String BEFORE =
            " The database had such rows before its migrations, which must mend them.";

    private Migrations() {}

    /**
     * Runs what is missing, in one transaction. The version is kept in {@code user_version}.
     *
     * @param timestamp that the migrations see as now
     * @return whether anything changed
     * @throws SqlSyncException {@code schema-too-new} where the database is ahead of the reducer,
     *     {@code reducer-load-failed} where a migration fails; then nothing has changed
     */
    public static boolean run(
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
                            + " migrations only. Load the newer version of the application; in"
                            + " development, where a migration was taken back, delete the document.");
        }
        if (version == wanted && !empty) {
            return false;
        }
        int[] running = {version};
        connection.execute("PRAGMA foreign_keys = OFF");
        try {
            // Every device makes the same schema of the same migrations: nothing random may differ.
            runner.inTransaction(
                    StatementGate.MIGRATION,
                    new MutationContext("migration", null, timestamp, wanted),
                    transaction -> {
                        ForeignKeys keys = new ForeignKeys(connection, empty);
                        runner.within(
                                TimeLimit.ofMigrations(TimeLimit.MIGRATION_MILLIS_MAX),
                                () -> {
                                    for (; running[0] < wanted; running[0]++) {
                                        reducer.migrate(running[0], transaction);
                                        transaction.checkIntact();
                                        keys.ran(running[0]);
                                    }
                                });
                        connection.execute("PRAGMA user_version = " + wanted);
                        if (keys.fault != null) {
                            running[0] = keys.migration;
                            throw new IllegalStateException(keys.fault);
                        }
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
                    failure instanceof MutationRejectedException rejected
                            ? rejected.thrown()
                            : null,
                    failure);
        } finally {
            connection.execute("PRAGMA foreign_keys = ON");
        }
        return true;
    }

    /** Whether {@link #run} has anything to do. */
    public static boolean missing(Connection connection, Reducer reducer, boolean empty) {
        return empty || userVersion(connection) < reducer.schemaVersion();
    }

    /** The schema version of a database; 0 of an empty one. */
    private static int userVersion(Connection connection) {
        try (Statement statement = connection.prepare("PRAGMA user_version")) {
            statement.step();
            return (int) statement.columnLong(0);
        }
    }

    /**
     * Looks at the foreign keys after each migration, so that the right one is named where they
     * fail at the end. What one migration breaks, a later one may mend.
     */
    private static final class ForeignKeys {
        private final Connection connection;
        private final boolean brokenBefore;

        /** What is wrong now, in a sentence; null for nothing. */
        String fault;

        /** After which it has been wrong ever since. */
        int migration;

        ForeignKeys(Connection connection, boolean empty) {
            this.connection = connection;
            brokenBefore = !empty && look() != null;
        }

        void ran(int number) {
            String found = look();
            boolean first = fault == null;
            if (found != null && first) {
                migration = number;
            }
            fault = found == null || !brokenBefore ? found : found + BEFORE;
        }

        private String look() {
            try (Statement statement = connection.prepare("PRAGMA foreign_key_check")) {
                if (!statement.step()) {
                    return null;
                }
                return "A row of \""
                        + statement.columnText(0)
                        + "\" refers to a row of \""
                        + statement.columnText(2)
                        + "\" that does not exist.";
            } catch (SqlException mismatch) {
                return mismatch.getMessage();
            }
        }
    }
}
