package sqlsync.e2e.reducer;

import java.util.ArrayList;
import java.util.List;
import sqlsync.coordinator.loop.SystemRandomness;
import sqlsync.jvm.JvmSqlite;
import sqlsync.page.Page;
import sqlsync.reducer.MutationContext;
import sqlsync.reducer.MutationRejectedException;
import sqlsync.reducer.Reducer;
import sqlsync.reducer.Transaction;
import sqlsync.reducer.UnknownMutation;
import sqlsync.sqlite.Connection;
import sqlsync.sqlite.Sqlite;
import sqlsync.sqlite.StatementGate;
import sqlsync.storage.Pages;

/** A reducer on the JVM's SQLite, as the coordinator runs it. */
final class JvmWorld implements World {
    private static final int PAGES_MAX = 10_000;
    private static final byte[] APPLICATION_ID = {'S', 'Q', 'S', 'Y'};

    private final Sqlite sqlite =
            Sqlite.install(new JvmSqlite(), () -> Call.NOW, new SystemRandomness());
    private final Pages pages = new Pages(PAGES_MAX);
    private final Connection connection = sqlite.openWriter(pages);
    private final Reducer reducer;

    JvmWorld(Reducer reducer) {
        this.reducer = reducer;
        connection.execute("PRAGMA foreign_keys = OFF");
        inTransaction(
                new MutationContext("migration", null, Call.NOW, reducer.schemaVersion()),
                tx -> {
                    for (int from = 0; from < reducer.schemaVersion(); from++) {
                        reducer.migrate(from, tx);
                    }
                    connection.execute("PRAGMA user_version = " + reducer.schemaVersion());
                });
        connection.execute("PRAGMA foreign_keys = ON");
    }

    private interface Work {
        void run(Transaction transaction);
    }

    private void inTransaction(MutationContext context, Work work) {
        Transaction transaction = new Transaction(connection, StatementGate.MUTATION, context);
        connection.begin();
        sqlite.pin(context);
        try {
            work.run(transaction);
            transaction.end();
            connection.commit();
        } catch (RuntimeException failure) {
            transaction.end();
            connection.rollback();
            throw failure;
        } finally {
            sqlite.pin(null);
        }
    }

    @Override
    public List<String> make(List<Call> calls) {
        List<String> outcomes = new ArrayList<>();
        for (Call call : calls) {
            outcomes.add(outcome(List.of(call), results -> results.get(0)));
        }
        return outcomes;
    }

    @Override
    public String makeTogether(List<Call> calls) {
        return outcome(
                calls,
                results ->
                        "["
                                + String.join(
                                        ",",
                                        results.stream()
                                                .map(each -> each.isEmpty() ? "null" : each)
                                                .toList())
                                + "]");
    }

    private interface Joined {
        String of(List<String> results);
    }

    private String outcome(List<Call> calls, Joined joined) {
        for (Call call : calls) {
            if (!reducer.hasMutation(call.name())) {
                return "unknown-mutation: " + UnknownMutation.message(reducer, call.name());
            }
        }
        List<String> results = new ArrayList<>();
        try {
            inTransaction(
                    calls.get(0).context(),
                    tx -> calls.forEach(c -> results.add(reducer.apply(c.name(), c.args(), tx))));
        } catch (MutationRejectedException rejected) {
            return "mutation-rejected " + rejected.reason() + ": " + rejected.getMessage();
        }
        return "accepted " + joined.of(results);
    }

    @Override
    public byte[] content() {
        byte[] file = new byte[pages.pageCount() * Page.BYTES];
        for (int number = 1; number <= pages.pageCount(); number++) {
            System.arraycopy(pages.page(number), 0, file, (number - 1) * Page.BYTES, Page.BYTES);
        }
        // As an exported file has it.
        System.arraycopy(APPLICATION_ID, 0, file, 68, APPLICATION_ID.length);
        return file;
    }
}
