package sqlsync.simulation.engine;

import java.util.List;

/** Reads the columns of {@code CREATE TABLE} and {@code ALTER TABLE … ADD COLUMN}. */
final class Definition {
    private static final List<String> TYPES =
            List.of("INTEGER", "INT", "TEXT", "REAL", "BLOB", "NUMERIC");

    private Definition() {}

    /** Reads a whole {@code CREATE TABLE}. */
    static Table table(String sql, int root) {
        Tokens tokens = new Tokens(sql, 0);
        tokens.need("CREATE");
        tokens.need("TABLE");
        Table table = new Table(tokens.name(), root);
        tokens.need("(");
        do {
            column(tokens, table);
        } while (tokens.take(","));
        table.columnsEnd = tokens.peek().from();
        tokens.need(")");
        if (tokens.peek().kind() != Tokens.Kind.END) {
            throw tokens.unknown();
        }
        return table;
    }

    /** Adds one column to a table. */
    static void column(Tokens tokens, Table table) {
        String name = tokens.name();
        String type = "";
        if (TYPES.stream().anyMatch(tokens::is)) {
            type = tokens.name();
        }
        Affinity affinity = Affinity.of(type);
        boolean notNull = false;
        Object initial = null;
        while (!tokens.is(",") && !tokens.is(")") && tokens.peek().kind() != Tokens.Kind.END) {
            if (tokens.take("NOT", "NULL")) {
                notNull = true;
            } else if (tokens.take("DEFAULT")) {
                initial = affinity.apply(Compiler.literal(tokens));
            } else if (type.equalsIgnoreCase("INTEGER")
                    && table.key < 0
                    && tokens.take("PRIMARY", "KEY")) {
                table.key = table.columns.size();
            } else {
                throw tokens.unknown();
            }
        }
        table.columns.add(new Table.Column(name, affinity, notNull, initial));
    }
}
