package sqlsync.simulation.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * A query of one table, or of none.
 *
 * @param where null where it has no table
 */
record Select(
        List<String> columns, List<Expression> results, Where where, List<Order> orders, long limit)
        implements Command {
    record Order(Expression by, boolean descending) {}

    @Override
    public Kind kind() {
        return Kind.READ;
    }

    @Override
    public List<Object[]> run(Session session, Object[] parameters) {
        Scope scope = new Scope(session, parameters);
        List<Object[]> found = new ArrayList<>();
        if (where != null) {
            where.visit(session, scope, (key, values) -> found.add(values));
        } else {
            found.add(null);
        }
        if (results.stream().anyMatch(Expression::aggregates)) {
            scope.group = found;
            return List.<Object[]>of(row(scope, null));
        }
        if (!orders.isEmpty()) {
            found.sort((a, b) -> compare(scope, a, b));
        }
        List<Object[]> rows = new ArrayList<>();
        for (Object[] each : found) {
            if (limit >= 0 && rows.size() >= limit) {
                break;
            }
            rows.add(row(scope, each));
        }
        return rows;
    }

    private Object[] row(Scope scope, Object[] of) {
        Object[] row = new Object[results.size()];
        for (int i = 0; i < row.length; i++) {
            scope.row = of;
            row[i] = results.get(i).value(scope);
        }
        return row;
    }

    private int compare(Scope scope, Object[] a, Object[] b) {
        for (Order order : orders) {
            scope.row = a;
            Object first = order.by().value(scope);
            scope.row = b;
            int result = Values.compare(first, order.by().value(scope));
            if (result != 0) {
                return order.descending() ? -result : result;
            }
        }
        return 0;
    }
}
