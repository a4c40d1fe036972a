package sqlsync.simulation.engine;

import java.util.ArrayList;
import java.util.List;

/** Compiles one statement. */
final class Parser {
    private final Tokens tokens;
    private final Session session;
    private final Compiler compiler;

    Parser(Tokens tokens, Session session) {
        this.tokens = tokens;
        this.session = session;
        this.compiler = new Compiler(tokens, session);
    }

    int parameters() {
        return compiler.parameters();
    }

    /**
     * @throws EngineException no such table, no such column, and the like
     * @throws UnknownSqlError for what this engine does not know
     */
    Command command() {
        Command command = any();
        if (tokens.peek().kind() != Tokens.Kind.END) {
            throw tokens.unknown();
        }
        return command;
    }

    private Command any() {
        if (tokens.take("SELECT")) {
            return select();
        }
        if (tokens.take("INSERT")) {
            return insert();
        }
        if (tokens.take("UPDATE")) {
            return update();
        }
        if (tokens.take("DELETE", "FROM")) {
            return new Delete(where(session.schema().table(tokens.name())));
        }
        if (tokens.take("CREATE", "TABLE")) {
            return SchemaChange.createTable(tokens);
        }
        if (tokens.take("CREATE", "INDEX")) {
            return SchemaChange.createIndex(tokens);
        }
        if (tokens.take("ALTER", "TABLE")) {
            return SchemaChange.addColumn(tokens, session);
        }
        if (tokens.take("PRAGMA")) {
            return Pragma.of(tokens, session);
        }
        return control();
    }

    private Command control() {
        if (tokens.take("BEGIN")) {
            boolean immediate = tokens.take("IMMEDIATE");
            return simple(running -> running.begin(immediate));
        }
        if (tokens.take("COMMIT") || tokens.take("END")) {
            return simple(Session::commit);
        }
        if (tokens.take("SAVEPOINT")) {
            String name = tokens.name();
            return simple(running -> running.savepoint(name));
        }
        if (tokens.take("RELEASE")) {
            tokens.take("SAVEPOINT");
            String name = tokens.name();
            return simple(running -> running.release(name));
        }
        tokens.need("ROLLBACK");
        if (tokens.take("TO")) {
            tokens.take("SAVEPOINT");
            String name = tokens.name();
            return simple(running -> running.rollbackTo(name));
        }
        return simple(Session::rollback);
    }

    private static Command simple(Command.Simple.Action action) {
        return new Command.Simple(Command.Kind.CONTROL, action);
    }

    private Where where(Table table) {
        compiler.columnsOf(table);
        return Where.of(table, tokens.take("WHERE") ? compiler.expression() : null);
    }

    /** The columns come before the table that they are of: it is looked for first. */
    private Table tableAhead() {
        for (int i = 0, depth = 0; ; i++) {
            Tokens.Token token = tokens.peek(i);
            if (token.kind() == Tokens.Kind.END) {
                return null;
            }
            depth += token.text().equals("(") ? 1 : token.text().equals(")") ? -1 : 0;
            if (depth == 0
                    && token.kind() == Tokens.Kind.WORD
                    && token.text().equalsIgnoreCase("FROM")) {
                return session.schema().table(tokens.peek(i + 1).text());
            }
        }
    }

    private Command select() {
        Table table = tableAhead();
        compiler.columnsOf(table);
        List<String> names = new ArrayList<>();
        List<Expression> results = new ArrayList<>();
        do {
            if (table != null && tokens.take("*")) {
                for (int i = 0; i < table.columns.size(); i++) {
                    Table.Column column = table.columns.get(i);
                    names.add(column.name());
                    results.add(new Expression.Column(i, column.affinity()));
                }
                continue;
            }
            Tokens.Token first = tokens.peek();
            results.add(compiler.expression());
            String written = tokens.text(first, tokens.last());
            names.add(tokens.take("AS") ? tokens.name() : plain(written, first));
        } while (tokens.take(","));
        if (table == null) {
            return new Select(names, results, null, List.of(), -1);
        }
        tokens.need("FROM");
        tokens.name();
        Where where = where(table);
        List<Select.Order> orders = tokens.take("ORDER", "BY") ? orders(results) : List.of();
        long limit = tokens.take("LIMIT") ? (long) Compiler.literal(tokens) : -1;
        return new Select(names, results, where, orders, limit);
    }

    private static String plain(String written, Tokens.Token first) {
        return first.kind() == Tokens.Kind.NAME && written.length() == first.text().length() + 2
                ? first.text()
                : written;
    }

    private List<Select.Order> orders(List<Expression> results) {
        List<Select.Order> orders = new ArrayList<>();
        do {
            Expression by = compiler.expression();
            if (by instanceof Expression.Literal literal
                    && literal.value() instanceof Long column) {
                by = results.get((int) (column - 1));
            }
            boolean descending = tokens.take("DESC");
            if (!descending) {
                tokens.take("ASC");
            }
            orders.add(new Select.Order(by, descending));
        } while (tokens.take(","));
        return orders;
    }

    private Command insert() {
        Command.Conflict conflict = Command.Conflict.ABORT;
        if (tokens.take("OR")) {
            String word = tokens.name();
            for (Command.Conflict each : Command.Conflict.values()) {
                conflict = each.name().equalsIgnoreCase(word) ? each : conflict;
            }
            if (!conflict.name().equalsIgnoreCase(word)) {
                throw tokens.unknown();
            }
        }
        tokens.need("INTO");
        Table table = session.schema().table(tokens.name());
        int[] into = columns(table);
        if (tokens.take("SELECT")) {
            Select query = (Select) select();
            requireWidth(table, into, query.results().size());
            return new Insert(table, conflict, into, null, query);
        }
        tokens.need("VALUES");
        compiler.columnsOf(null);
        List<List<Expression>> rows = new ArrayList<>();
        do {
            tokens.need("(");
            List<Expression> row = new ArrayList<>();
            do {
                row.add(compiler.expression());
            } while (tokens.take(","));
            tokens.need(")");
            requireWidth(table, into, row.size());
            rows.add(row);
        } while (tokens.take(","));
        return new Insert(table, conflict, into, rows, null);
    }

    private static void requireWidth(Table table, int[] into, int values) {
        if (into.length != values) {
            throw EngineException.error(
                    into.length == table.columns.size()
                            ? "table "
                                    + table.name
                                    + " has "
                                    + into.length
                                    + " columns but "
                                    + values
                                    + " values were supplied"
                            : values + " values for " + into.length + " columns");
        }
    }

    private int[] columns(Table table) {
        if (!tokens.take("(")) {
            int[] all = new int[table.columns.size()];
            for (int i = 0; i < all.length; i++) {
                all[i] = i;
            }
            return all;
        }
        List<Integer> named = new ArrayList<>();
        do {
            String name = tokens.name();
            if (table.find(name) < 0) {
                throw EngineException.error("table " + table.name + " has no column named " + name);
            }
            named.add(table.find(name));
        } while (tokens.take(","));
        tokens.need(")");
        return named.stream().mapToInt(i -> i).toArray();
    }

    private Command update() {
        Table table = session.schema().table(tokens.name());
        compiler.columnsOf(table);
        tokens.need("SET");
        List<Integer> set = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        do {
            String name = tokens.name();
            if (table.find(name) < 0) {
                throw EngineException.error("no such column: " + name);
            }
            set.add(table.find(name));
            tokens.need("=");
            values.add(compiler.expression());
        } while (tokens.take(","));
        return new Update(table, set.stream().mapToInt(i -> i).toArray(), values, where(table));
    }
}
