package sqlsync.simulation.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code UPDATE}: the values at {@code columns} become those of {@code values}. */
record Update(Table table, int[] set, List<Expression> values, Where where) implements Command {
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
        return where.key() == null;
    }

    @Override
    public List<Object[]> run(Session session, Object[] parameters) {
        Scope scope = new Scope(session, parameters);
        Map<Long, Object[]> found = new LinkedHashMap<>();
        where.visit(session, scope, found::put);
        Tree tree = new Tree(session.storage(), table.root);
        found.forEach((key, before) -> update(tree, scope, key, before));
        session.changed(found.size());
        return List.of();
    }

    private void update(Tree tree, Scope scope, long key, Object[] before) {
        Object[] after = before.clone();
        scope.row = before;
        for (int i = 0; i < set.length; i++) {
            Affinity affinity = table.columns.get(set[i]).affinity();
            after[set[i]] = affinity.apply(values.get(i).value(scope));
        }
        long newKey = table.key < 0 ? key : RowRules.key(after[table.key]);
        RowRules.hold(table, after, Conflict.ABORT);
        if (newKey != key) {
            if (tree.get(newKey) != null) {
                throw RowRules.notUnique(table);
            }
            tree.remove(key);
        }
        tree.put(newKey, table.row(after));
    }
}
