package sqlsync.simulation;

import java.util.ArrayList;
import java.util.List;
import sqlsync.reducer.MutationRejectedException;
import sqlsync.reducer.Reducer;
import sqlsync.reducer.Transaction;
import sqlsync.sqlite.Statement;

/**
 * The reducer of a simulated application, in one of its versions. Every call that takes effect
 * leaves a row in {@code done} which says whose it was and what version ran it.
 */
final class SimulationReducer implements Reducer {
    private final Schema schema;
    private final int version;

    SimulationReducer(Schema schema, int version) {
        this.schema = schema;
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
        String sql = WorkloadSql.migration(schema, from);
        if (!sql.isEmpty()) {
            transaction.run(sql, null);
        }
    }

    @Override
    public List<String> mutationNames() {
        return Workload.names(version);
    }

    @Override
    public String apply(String name, String arguments, Transaction tx) {
        String[] words = arguments.split(" ");
        List<Schema.Table> tables = schema.tables(version);
        Schema.Table table = tables.get(Integer.parseInt(words[0]) % tables.size());
        int key = Integer.parseInt(words[1]);
        int size = Integer.parseInt(words[2]);
        switch (name) {
            case "put", "recent" ->
                    insert(tx, "INSERT OR REPLACE", table, key, row(table, key, size));
            case "add" -> insert(tx, "INSERT", table, key, row(table, key, size));
            case "edit" -> edit(tx, table, key, size);
            case "remove" -> remove(tx, table, key);
            case "move" -> {
                List<String> row = read(tx, table, key);
                remove(tx, table, key);
                insert(tx, "INSERT OR REPLACE", table, (key + size) % Workload.KEYS, row);
            }
            case "fill" -> {
                for (int i = 0; i < Workload.FILL; i++) {
                    int at = (key + i) % Workload.KEYS;
                    insert(tx, "INSERT OR REPLACE", table, at, row(table, at, size));
                }
            }
            case "refuse", "grumpy" -> {
                insert(tx, "INSERT OR REPLACE", table, key, row(table, key, size));
                if (Workload.refuses(name, version, key)) {
                    throw new MutationRejectedException("no", "This version refuses it.");
                }
            }
            case "poison" -> insert(tx, "INSERT OR ROLLBACK", table, key, row(table, key, size));
            default -> throw new IllegalArgumentException(name);
        }
        tx.run(WorkloadSql.INSERT_DONE, statement -> done(statement, tx));
        return "";
    }

    private void done(Statement statement, Transaction tx) {
        statement.bindText(1, tx.context().mutationId() + "@" + tx.context().user());
        statement.bindInt(2, version);
        statement.bindDouble(3, tx.context().random());
    }

    private List<String> row(Schema.Table table, int key, int size) {
        List<String> row = new ArrayList<>();
        for (Schema.Column column : table.columns(version)) {
            row.add(Workload.value(column, key, size));
        }
        return row;
    }

    private void insert(Transaction tx, String how, Schema.Table table, int key, List<String> row) {
        tx.run(
                WorkloadSql.insert(how, table, version),
                statement -> {
                    statement.bindInt(1, key);
                    List<Schema.Column> columns = table.columns(version);
                    for (int i = 0; i < row.size(); i++) {
                        bind(statement, i + 2, columns.get(i), row.get(i));
                    }
                });
    }

    private static void bind(Statement statement, int at, Schema.Column column, String value) {
        if (column.text()) {
            statement.bindText(at, value);
        } else {
            statement.bindInt(at, Integer.parseInt(value));
        }
    }

    private void edit(Transaction tx, Schema.Table table, int key, int size) {
        List<Schema.Column> columns = table.columns(version);
        Schema.Column column = columns.get(size % columns.size());
        int changed =
                tx.run(
                        WorkloadSql.update(table, column),
                        statement -> {
                            bind(statement, 1, column, Workload.value(column, key, size));
                            statement.bindInt(2, key);
                        });
        if (changed == 0) {
            throw absent(key);
        }
    }

    private List<String> read(Transaction tx, Schema.Table table, int key) {
        List<String> row = new ArrayList<>();
        tx.query(
                WorkloadSql.selectOne(table, version),
                statement -> statement.bindInt(1, key),
                found -> {
                    for (int i = 0; i < found.columnCount(); i++) {
                        row.add(found.columnText(i));
                    }
                    return false;
                });
        if (row.isEmpty()) {
            throw absent(key);
        }
        return row;
    }

    private static void remove(Transaction tx, Schema.Table table, int key) {
        if (tx.run(WorkloadSql.delete(table), statement -> statement.bindInt(1, key)) == 0) {
            throw absent(key);
        }
    }

    private static MutationRejectedException absent(int key) {
        return new MutationRejectedException("absent", "There is no row " + key + ".");
    }
}
