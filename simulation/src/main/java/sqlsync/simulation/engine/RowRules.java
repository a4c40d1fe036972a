package sqlsync.simulation.engine;

/** What holds for a row before it is written. */
final class RowRules {
    private RowRules() {}

    /** Whether the row may be written; false where it is to be left out. */
    static boolean hold(Table table, Object[] values, Command.Conflict conflict) {
        for (int i = 0; i < values.length; i++) {
            Table.Column column = table.columns.get(i);
            if (!column.notNull() || values[i] != null || i == table.key) {
                continue;
            }
            if (conflict == Command.Conflict.IGNORE) {
                return false;
            }
            if (conflict == Command.Conflict.REPLACE && column.initial() != null) {
                values[i] = column.initial();
                continue;
            }
            throw EngineException.constraint(
                    "NOT NULL constraint failed: " + table.name + "." + column.name());
        }
        return true;
    }

    static EngineException notUnique(Table table) {
        String column = table.key < 0 ? "rowid" : table.columns.get(table.key).name();
        return EngineException.constraint("UNIQUE constraint failed: " + table.name + "." + column);
    }

    static Long key(Object value) {
        if (value instanceof Long key) {
            return key;
        }
        throw EngineException.mismatch();
    }
}
