package sqlsync.simulation;

import sqlsync.reducer.MutationRejectedException;
import sqlsync.reducer.Reducer;
import sqlsync.reducer.Transaction;

/**
 * The reducer of all simulated documents, in three versions. Every mutation that takes effect
 * leaves a row in {@code done}: the order of those rows is the order of the mutations. Arguments
 * are two numbers with a space between, a key and a size.
 */
final class SimulationReducer implements Reducer {
    static final int VERSIONS = 3;
    static final int KEYS = 40;

    private static final String[] MIGRATIONS = {
        "CREATE TABLE done (n INTEGER PRIMARY KEY, mutation TEXT NOT NULL, chance REAL NOT NULL);"
                + "CREATE TABLE items (k INTEGER PRIMARY KEY, v TEXT NOT NULL)",
        "CREATE TABLE sizes (k INTEGER PRIMARY KEY, size INTEGER NOT NULL);"
                + "INSERT INTO sizes SELECT k, length(v) FROM items",
        "CREATE INDEX by_size ON sizes (size)",
    };

    private final int version;

    SimulationReducer(int version) {
        this.version = version;
    }

    @Override
    public String name() {
        return "simulation";
    }

    @Override
    public int schemaVersion() {
        return version;
    }

    @Override
    public void migrate(int from, Transaction transaction) {
        transaction.run(MIGRATIONS[from], null);
    }

    @Override
    public boolean hasMutation(String name) {
        return Workload.NAMES.contains(name);
    }

    @Override
    public String apply(String name, String arguments, Transaction tx) {
        int space = arguments.indexOf(' ');
        int key = Integer.parseInt(arguments.substring(0, space));
        int size = Integer.parseInt(arguments.substring(space + 1));
        switch (name) {
            case "put" -> put(tx, key, text(key, size));
            case "remove" -> remove(tx, key);
            case "move" -> {
                String value = value(tx, key);
                remove(tx, key);
                put(tx, (key + size) % KEYS, value);
            }
            case "fill" -> {
                for (int i = 0; i < 5; i++) {
                    put(tx, (key + i) % KEYS, text(key + i, size));
                }
            }
            case "refuse" -> {
                put(tx, key, "refused");
                throw new MutationRejectedException("no", "This mutation always refuses.");
            }
            case "poison" ->
                    tx.run("INSERT OR ROLLBACK INTO items VALUES (-1, 'a'), (-1, 'b')", null);
            default -> throw new IllegalArgumentException(name);
        }
        tx.run(
                "INSERT INTO done VALUES (NULL, ?, ?)",
                statement -> {
                    statement.bindText(1, tx.context().mutationId());
                    statement.bindDouble(2, tx.context().random());
                });
        return "";
    }

    static String text(int key, int size) {
        return (key + ".").repeat(size);
    }

    private void put(Transaction tx, int key, String value) {
        tx.run(
                "INSERT OR REPLACE INTO items VALUES (?, ?)",
                statement -> {
                    statement.bindInt(1, key);
                    statement.bindText(2, value);
                });
        if (version > 1) {
            tx.run(
                    "INSERT OR REPLACE INTO sizes VALUES (?, ?)",
                    statement -> {
                        statement.bindInt(1, key);
                        statement.bindInt(2, value.length());
                    });
        }
    }

    private String value(Transaction tx, int key) {
        String[] found = {null};
        tx.query(
                "SELECT v FROM items WHERE k = ?",
                statement -> statement.bindInt(1, key),
                row -> {
                    found[0] = row.columnText(0);
                    return false;
                });
        if (found[0] == null) {
            throw new MutationRejectedException("absent", "There is no item " + key + ".");
        }
        return found[0];
    }

    private void remove(Transaction tx, int key) {
        value(tx, key);
        tx.run("DELETE FROM items WHERE k = ?", statement -> statement.bindInt(1, key));
        if (version > 1) {
            tx.run("DELETE FROM sizes WHERE k = ?", statement -> statement.bindInt(1, key));
        }
    }
}
