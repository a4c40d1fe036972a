package sqlsync.document;

import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.ThrownError;
import sqlsync.reducer.MutationContext;
import sqlsync.reducer.MutationRejectedException;
import sqlsync.reducer.Reducer;
import sqlsync.reducer.Transaction;
import sqlsync.reducer.UnknownMutation;
import sqlsync.sqlite.Connection;
import sqlsync.sqlite.Sqlite;
import sqlsync.sqlite.SqliteTrapException;
import sqlsync.sqlite.StatementGate;
import sqlsync.sqlite.TimeLimit;
import sqlsync.timeline.Mutation;

/** Runs mutations, each in its own transaction: all of it takes effect, or nothing. */
public final class MutationRunner {
    private final Sqlite sqlite;
    private final Connection connection;

    MutationRunner(Sqlite sqlite, Connection connection) {
        this.sqlite = sqlite;
        this.connection = connection;
    }

    /**
     * Runs a mutation.
     *
     * @param millisMax how long it may run; 0 for no limit
     */
    public Outcome run(Reducer reducer, Mutation mutation, int millisMax) {
        for (Mutation.Call call : mutation.calls()) {
            if (!reducer.hasMutation(call.name())) {
                return new Outcome.Rejected(
                        ErrorCode.UNKNOWN_MUTATION,
                        null,
                        UnknownMutation.message(reducer, call.name()));
            }
        }
        MutationContext context =
                new MutationContext(
                        mutation.id(),
                        mutation.user(),
                        mutation.claims(),
                        mutation.timestamp(),
                        mutation.seed());
        MutationResults results = new MutationResults();
        try {
            inTransaction(
                    StatementGate.MUTATION,
                    context,
                    transaction ->
                            within(
                                    TimeLimit.ofMutation(millisMax),
                                    () -> {
                                        for (Mutation.Call call : mutation.calls()) {
                                            results.add(
                                                    reducer.apply(
                                                            call.name(),
                                                            call.arguments(),
                                                            transaction));
                                            transaction.checkIntact();
                                        }
                                    }));
            return new Outcome.Accepted(results.all());
        } catch (SqliteTrapException trap) {
            throw trap;
        } catch (RuntimeException failure) {
            return connection.wasBeyondLimit() ? tooLarge() : rejected(failure);
        }
    }

    /** Also where the reducer caught the error of its statement. */
    private Outcome tooLarge() {
        return new Outcome.Rejected(
                ErrorCode.TOO_LARGE,
                null,
                "The document would have more than "
                        + connection.bytesMax()
                        + " bytes, which is the limit. Delete something first.");
    }

    private static Outcome rejected(RuntimeException failure) {
        if (failure instanceof MutationRejectedException rejection) {
            return rejected(rejection.reason(), rejection.getMessage(), rejection.thrown());
        }
        if (failure instanceof SqlSyncException exceeded
                && (exceeded.code() == ErrorCode.TIMEOUT
                        || exceeded.code() == ErrorCode.TOO_LARGE)) {
            return new Outcome.Rejected(exceeded.code(), null, exceeded.getMessage());
        }
        return rejected(MutationRejectedException.THREW, failure.getMessage(), null);
    }

    /** Runs work within a time limit. */
    void within(TimeLimit limit, Runnable work) {
        sqlite.within(
                limit,
                () -> {
                    work.run();
                    return null;
                });
    }

    private static Outcome rejected(String reason, String message, ThrownError thrown) {
        return new Outcome.Rejected(
                ErrorCode.MUTATION_REJECTED,
                reason,
                message == null ? "The mutation failed without saying why." : message,
                thrown);
    }

    /** Work inside one transaction. Whatever it throws takes everything back. */
    interface Work {
        void run(Transaction transaction);
    }

    /** Commits if {@code work} returns, else rolls back and passes on what it threw. */
    void inTransaction(StatementGate gate, MutationContext context, Work work) {
        Transaction transaction = new Transaction(connection, gate, context);
        connection.begin();
        sqlite.pin(context);
        try {
            work.run(transaction);
            transaction.end();
            connection.commit();
        } catch (SqliteTrapException trap) {
            throw trap;
        } catch (RuntimeException | Error failure) {
            transaction.end();
            connection.rollback();
            throw failure;
        } finally {
            sqlite.pin(null);
        }
    }
}
