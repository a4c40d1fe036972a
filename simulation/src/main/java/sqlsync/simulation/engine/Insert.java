package sqlsync.simulation.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * {@code INSERT}, of rows or of what a query answers.
 *
 * @param into the index of each column that gets a value
 * @param rows null where it is of a query
 */
record Insert(
        Table table, Conflict conflict, int[] into, List<List<Expression>> rows, Command query)
        implements Command {
    @Override
    public Kind kind() {
        return Kind.WRITE;
    }

    @Override
    public List<String> columns() {
        return List.of();
    }

    @Override
    public boolean undoneAlone() {
        return rows == null || rows.size() > 1;
    }

    @Override
    public List<Object[]> run(Session session, Object[] parameters) {
        List<Object[]> given = query == null ? null : query.run(session, parameters);
        if (given == null) {
            given = new ArrayList<>();
            Scope scope = new Scope(session, parameters);
            for (List<Expression> row : rows) {
                given.add(row.stream().map(each -> each.value(scope)).toArray());
            }
        }
        Tree tree = new Tree(session.storage(), table.root);
        int count = 0;
        for (Object[] each : given) {
            count += insert(tree, each) ? 1 : 0;
        }
        session.changed(count);
        return List.of();
    }

    private boolean insert(Tree tree, Object[] given) {
        Object[] values = new Object[table.columns.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = table.columns.get(i).initial();
        }
        for (int i = 0; i < into.length; i++) {
            values[into[i]] = table.columns.get(into[i]).affinity().apply(given[i]);
        }
        Long key = key(tree, values);
        if (!RowRules.hold(table, values, conflict)) {
            return false;
        }
        if (tree.get(key) != null) {
            if (conflict == Conflict.IGNORE) {
                return false;
            }
            if (conflict != Conflict.REPLACE) {
                throw RowRules.notUnique(table);
            }
        }
        tree.put(key, table.row(values));
        return true;
    }

    /** The key that is given, or the next. */
    private Long key(Tree tree, Object[] values) {
        Object given = table.key < 0 ? null : values[table.key];
        if (given == null) {
            Long last = tree.last();
            if (last != null && last == Long.MAX_VALUE) {
                throw new UnknownSqlError("a key after the last", "INSERT INTO " + table.name);
            }
            return last == null ? 1L : last + 1;
        }
        return RowRules.key(given);
    }
}
