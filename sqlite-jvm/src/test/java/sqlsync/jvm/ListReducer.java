package sqlsync.jvm;

import java.util.List;
import java.util.stream.Stream;
import sqlsync.reducer.MutationRejectedException;
import sqlsync.reducer.Reducer;
import sqlsync.reducer.Transaction;

/** A list of rows with names. Arguments are an id, a space, and the rest. */
public final class ListReducer implements Reducer {
    private final int schemaVersion;
    private final String lacking;

    public ListReducer(int schemaVersion) {
        this(schemaVersion, "");
    }

    /**
     * @param lacking a mutation that this version does not have
     */
    public ListReducer(int schemaVersion, String lacking) {
        this.schemaVersion = schemaVersion;
        this.lacking = lacking;
    }

    @Override
    public String name() {
        return "list";
    }

    @Override
    public int schemaVersion() {
        return schemaVersion;
    }

    @Override
    public void migrate(int version, Transaction transaction) {
        transaction.run(
                version == 0
                        ? "CREATE TABLE items (id TEXT PRIMARY KEY, name TEXT NOT NULL)"
                        : "ALTER TABLE items ADD COLUMN more" + version + " TEXT DEFAULT 'none'",
                null);
    }

    @Override
    public List<String> mutationNames() {
        return Stream.of("add", "edit", "delete", "mark")
                .filter(name -> !name.equals(lacking))
                .toList();
    }

    @Override
    public String apply(String name, String arguments, Transaction transaction) {
        int space = arguments.indexOf(' ');
        String id = space < 0 ? arguments : arguments.substring(0, space);
        String given = arguments.substring(space + 1);
        String rest =
                given.equals("(claims)") ? String.valueOf(transaction.context().claims()) : given;
        int changed =
                transaction.run(
                        switch (name) {
                            case "add" -> "INSERT INTO items (name, id) VALUES (?, ?)";
                            case "edit" -> "UPDATE items SET name = ? WHERE id = ?";
                            case "mark" -> "UPDATE items SET more1 = ? WHERE id = ?";
                            default -> "DELETE FROM items WHERE ? <> '' AND id = ?";
                        },
                        statement -> {
                            statement.bindText(1, rest);
                            statement.bindText(2, id);
                        });
        if (changed == 0) {
            throw new MutationRejectedException("gone", "There is no " + id + ".");
        }
        return name.equals("add") ? "\"" + id + "\"" : "";
    }
}
