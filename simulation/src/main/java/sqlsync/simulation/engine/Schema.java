package sqlsync.simulation.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import sqlsync.page.Page;

/** What {@code sqlite_schema} holds. It lies on page 1, after the header, and pages of its own. */
final class Schema {
    /** A table, or an index, which is a text and nothing else: its root page is 0. */
    record Entry(String type, String name, String table, int root, String sql) {
        Entry withText(String newSql) {
            return new Entry(type, name, table, root, newSql);
        }
    }

    private static final Table ITSELF =
            Table.of("sqlite_schema", "type", "name", "tbl_name", "rootpage", "sql");

    final int cookie;
    final List<Entry> entries = new ArrayList<>();
    private final Map<String, Table> tables = new HashMap<>();

    private Schema(int cookie) {
        this.cookie = cookie;
    }

    static Schema read(Storage storage) {
        if (storage.cache.pageCount() == 0) {
            return new Schema(0);
        }
        Schema schema = new Schema(Page.schemaCookie(storage.cache.page(1)));
        Object[] values = new Object[0];
        byte[] bytes = storage.chain.read(1, Header.BYTES);
        if (bytes.length > 0) {
            values = rowsOf(bytes);
        }
        for (Object each : values) {
            Object[] row = Row.decode((byte[]) each);
            schema.add(
                    new Entry(
                            (String) row[0],
                            (String) row[1],
                            (String) row[2],
                            (int) (long) row[3],
                            (String) row[4]));
        }
        return schema;
    }

    /** Writes the entries, and moves the cookie on. */
    void write(Storage storage) {
        List<byte[]> rows = new ArrayList<>();
        int length = 0;
        for (Entry entry : entries) {
            byte[] row = Row.encode(row(entry));
            rows.add(row);
            length += 4 + row.length;
        }
        byte[] bytes = new byte[length];
        int at = 0;
        for (byte[] row : rows) {
            Bytes.putInt(bytes, at, row.length);
            System.arraycopy(row, 0, bytes, at + 4, row.length);
            at += 4 + row.length;
        }
        storage.chain.write(1, Header.BYTES, bytes);
        byte[] first = storage.cache.writable(1);
        Bytes.putInt(first, Page.SCHEMA_COOKIE, Page.schemaCookie(first) + 1);
    }

    private static Object[] rowsOf(byte[] bytes) {
        List<byte[]> rows = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            int end = at + 4 + Bytes.getInt(bytes, at);
            rows.add(java.util.Arrays.copyOfRange(bytes, at + 4, end));
            at = end;
        }
        return rows.toArray();
    }

    private void add(Entry entry) {
        entries.add(entry);
        if (entry.type().equals("table")) {
            tables.put(key(entry.name()), Definition.table(entry.sql(), entry.root()));
        }
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static Object[] row(Entry entry) {
        return new Object[] {
            entry.type(), entry.name(), entry.table(), (long) entry.root(), entry.sql()
        };
    }

    /** The rows of {@code sqlite_schema}. */
    List<Object[]> rows() {
        return entries.stream().map(Schema::row).toList();
    }

    boolean has(String name) {
        return entries.stream().anyMatch(entry -> entry.name().equalsIgnoreCase(name));
    }

    static boolean isItself(Table table) {
        return table == ITSELF;
    }

    /**
     * @throws EngineException no such table
     */
    Table table(String name) {
        return table(name, "");
    }

    /** {@code prefix} is put before the name in the message. */
    Table table(String name, String prefix) {
        if (name.equalsIgnoreCase("sqlite_schema") || name.equalsIgnoreCase("sqlite_master")) {
            return ITSELF;
        }
        Table table = tables.get(key(name));
        if (table == null) {
            throw EngineException.error("no such table: " + prefix + name);
        }
        return table;
    }
}
