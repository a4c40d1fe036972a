package sqlsync.simulation.engine;

import java.util.List;

/** The rows of a table that a condition holds for; a key that must be equal is looked up. */
record Where(Table table, Expression condition, Expression key) {
    /** {@code condition} is null for all rows. */
    static Where of(Table table, Expression condition) {
        return new Where(table, condition, keyIn(table, condition));
    }

    private static Expression keyIn(Table table, Expression condition) {
        if (condition instanceof Expression.And and) {
            Expression left = keyIn(table, and.left());
            return left != null ? left : keyIn(table, and.right());
        }
        boolean byKey =
                condition instanceof Expression.Comparison comparison
                        && comparison.sign().startsWith("=")
                        && comparison.left() instanceof Expression.Column column
                        && column.index() == table.key
                        && comparison.right().isConstant();
        return byKey ? ((Expression.Comparison) condition).right() : null;
    }

    interface Visitor {
        void row(long key, Object[] values);
    }

    /** Nothing may change while the rows are visited. */
    void visit(Session session, Scope scope, Visitor visitor) {
        if (Schema.isItself(table)) {
            List<Object[]> rows = session.schema().rows();
            for (int i = 0; i < rows.size(); i++) {
                offer(scope, i + 1, rows.get(i), visitor);
            }
            return;
        }
        Tree tree = new Tree(session.storage(), table.root);
        if (key == null) {
            tree.scan(
                    Long.MIN_VALUE,
                    Long.MAX_VALUE,
                    (rowKey, row) -> {
                        offer(scope, rowKey, table.values(rowKey, row), visitor);
                        return true;
                    });
        } else if (Affinity.INTEGER.apply(key.value(scope)) instanceof Long wanted) {
            byte[] row = tree.get(wanted);
            if (row != null) {
                offer(scope, wanted, table.values(wanted, row), visitor);
            }
        }
    }

    private void offer(Scope scope, long rowKey, Object[] values, Visitor visitor) {
        scope.row = values;
        if (condition == null || Values.isTrue(condition.value(scope))) {
            visitor.row(rowKey, values);
        }
    }
}
