package sqlsync.coordinator.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.graalvm.polyglot.Engine;
import sqlsync.coordinator.loop.SystemRandomness;
import sqlsync.jvm.JvmSqlite;
import sqlsync.reducer.MutationContext;
import sqlsync.reducer.Reducer;
import sqlsync.reducer.Transaction;
import sqlsync.sqlite.Connection;
import sqlsync.sqlite.Sqlite;
import sqlsync.sqlite.Statement;
import sqlsync.sqlite.StatementGate;
import sqlsync.storage.Pages;

/** A reducer module, and a database that it works on. */
public final class ScriptBench {
    static final long NOW = 1_700_000_000_000L;
    static final Engine ENGINE = ScriptContext.newEngine();

    public final Sqlite sqlite = Sqlite.install(new JvmSqlite(), () -> NOW, new SystemRandomness());
    final Connection connection = sqlite.openWriter(new Pages(10_000));
    public final ScriptReducer reducer;
    private int sequence;

    /** With the text of a module as {@code r.js} in {@code directory}. */
    public ScriptBench(Path directory, String module) throws IOException {
        this(directory.toRealPath(), module, new ScriptLimits(1_000_000));
    }

    public ScriptBench(Path directory, String module, ScriptLimits limits) throws IOException {
        Files.writeString(directory.resolve("r.js"), module);
        reducer = new ScriptReducer(ENGINE, new KeptFiles(directory), "r.js", limits);
        for (int version = 0; version < reducer.schemaVersion(); version++) {
            int each = version;
            inTransaction("migration", tx -> reducer.migrate(each, tx));
        }
    }

    /** A module whose one mutation is {@code work(tx, args)}. */
    public static String mutation(String body) {
        return "export default { name: 'r', migrations: ['CREATE TABLE t (a, b)'], mutations: {"
                + " work(tx, args) { "
                + body
                + " } } };";
    }

    public interface Work {
        void run(Transaction transaction);
    }

    public void inTransaction(String id, Work work) {
        MutationContext context = new MutationContext(id, "ann", NOW, 7);
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

    /** Applies a mutation; returns its result as text. */
    public String apply(Reducer with, String name, String arguments) {
        String[] result = new String[1];
        inTransaction("session-" + ++sequence, tx -> result[0] = with.apply(name, arguments, tx));
        return result[0];
    }

    public String work(String arguments) {
        return apply(reducer, "work", arguments);
    }

    public String read(String sql) {
        StringBuilder rows = new StringBuilder();
        try (Statement statement = connection.prepare(sql)) {
            while (statement.step()) {
                for (int i = 0; i < statement.columnCount(); i++) {
                    rows.append(statement.columnText(i)).append(' ');
                }
            }
        }
        return rows.toString().trim();
    }
}
