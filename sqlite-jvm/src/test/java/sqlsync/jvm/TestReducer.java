package sqlsync.jvm;

import java.util.ArrayList;
import java.util.List;
import sqlsync.reducer.MutationRejectedException;
import sqlsync.reducer.Reducer;
import sqlsync.reducer.Transaction;
import sqlsync.sqlite.SqliteTrapException;

/** Adds rows to one table, and misbehaves when asked to. */
public final class TestReducer implements Reducer {
    /** A mutation that stops SQLite, where it is the extra one. */
    public static final String TRAP = "trap";

    private final int schemaVersion;
    private final String extraMutation;

    public TestReducer() {
        this(1, null);
    }

    public TestReducer(int schemaVersion, String extraMutation) {
        this.schemaVersion = schemaVersion;
        this.extraMutation = extraMutation;
    }

    @Override
    public String name() {
        return "items";
    }

    @Override
    public int schemaVersion() {
        return schemaVersion;
    }

    @Override
    public void migrate(int version, Transaction transaction) {
        transaction.run(
                version == 0
                        ? "CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT, user TEXT)"
                        : "ALTER TABLE items ADD COLUMN more" + version + " TEXT",
                null);
    }

    @Override
    public List<String> mutationNames() {
        List<String> names =
                new ArrayList<>(
                        List.of("add", "reject", "throw", "bad-sql", "rollback", "long-message"));
        if (extraMutation != null) {
            names.add(extraMutation);
        }
        return names;
    }

    @Override
    public String apply(String name, String arguments, Transaction transaction) {
        transaction.run(
                "INSERT INTO items (name, user) VALUES (?, ?)",
                statement -> {
                    statement.bindText(1, arguments);
                    if (transaction.context().user() == null) {
                        statement.bindNull(2);
                    } else {
                        statement.bindText(2, transaction.context().user());
                    }
                });
        switch (name) {
            case TRAP -> throw new SqliteTrapException("It was cut off.");
            case "reject" -> throw new MutationRejectedException("full", "No room for it.");
            case "throw" -> throw new IllegalStateException("It went wrong.");
            case "bad-sql" -> transaction.run("INSERT INTO nowhere VALUES (1)", null);
            case "rollback" ->
                    transaction.run(
                            "INSERT OR ROLLBACK INTO items (id, name) VALUES (1, 'x')", null);
            case "long-message" -> throw new MutationRejectedException("long", "é".repeat(100_000));
            default -> {}
        }
        return "\"" + arguments + "\"";
    }
}
