package sqlsync.simulation.engine;

/** {@code CREATE TABLE}, {@code CREATE INDEX}, {@code ALTER TABLE … ADD COLUMN}. */
final class SchemaChange {
    private SchemaChange() {}

    static Command createTable(Tokens tokens) {
        Tokens.Token name = tokens.peek();
        String table = tokens.name();
        String sql = "CREATE TABLE " + rest(tokens, name);
        Definition.table(sql, 0);
        return new Command.Simple(
                Command.Kind.WRITE,
                session -> {
                    requireFree(session, table, "table ");
                    int root = session.storage().free.take();
                    new Tree(session.storage(), root).create();
                    add(session, new Schema.Entry("table", table, table, root, sql));
                });
    }

    static Command createIndex(Tokens tokens) {
        Tokens.Token first = tokens.peek();
        String name = tokens.name();
        tokens.need("ON");
        String table = tokens.name();
        String sql = "CREATE INDEX " + rest(tokens, first);
        return new Command.Simple(
                Command.Kind.WRITE,
                session -> {
                    requireFree(session, name, "index ");
                    session.schema().table(table, "main.");
                    add(session, new Schema.Entry("index", name, table, 0, sql));
                });
    }

    static Command addColumn(Tokens tokens, Session session) {
        Table table = session.schema().table(tokens.name());
        tokens.need("ADD");
        tokens.take("COLUMN");
        Tokens.Token first = tokens.peek();
        int before = table.columns.size();
        Table widened = new Table(table.name, table.root);
        widened.columns.addAll(table.columns);
        widened.key = table.key;
        Definition.column(tokens, widened);
        Table.Column column = widened.columns.get(before);
        String text = tokens.text(first, tokens.last());
        return new Command.Simple(
                Command.Kind.WRITE,
                running -> {
                    if (table.find(column.name()) >= 0) {
                        throw EngineException.error("duplicate column name: " + column.name());
                    }
                    if (column.notNull() && column.initial() == null && hasRows(running, table)) {
                        throw EngineException.error(
                                "Cannot add a NOT NULL column with default value NULL");
                    }
                    put(running, table, text);
                });
    }

    private static boolean hasRows(Session session, Table table) {
        return new Tree(session.storage(), table.root).last() != null;
    }

    private static void put(Session session, Table table, String column) {
        int at = table.columnsEnd;
        session.changeSchema(
                schema ->
                        schema.entries.replaceAll(
                                entry ->
                                        entry.type().equals("table")
                                                        && entry.name().equals(table.name)
                                                ? entry.withText(
                                                        entry.sql().substring(0, at)
                                                                + ", "
                                                                + column
                                                                + entry.sql().substring(at))
                                                : entry));
    }

    private static void add(Session session, Schema.Entry entry) {
        session.changeSchema(schema -> schema.entries.add(entry));
    }

    private static void requireFree(Session session, String name, String what) {
        if (session.schema().has(name)) {
            throw EngineException.error(what + name + " already exists");
        }
    }

    /** The text from a token to the end. */
    private static String rest(Tokens tokens, Tokens.Token first) {
        while (tokens.peek().kind() != Tokens.Kind.END) {
            tokens.next();
        }
        return tokens.text(first, tokens.last());
    }
}
