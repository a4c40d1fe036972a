package sqlsync.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sqlsync.timeline.Mutation;

/** The simplest thing that can be said of what mutations come to: maps of rows. */
final class Replay {
    private final Schema schema;
    private final Map<String, TreeMap<Integer, Map<String, String>>> tables = new HashMap<>();

    Replay(Schema schema) {
        this.schema = schema;
        schema.tables().forEach(table -> tables.put(table.name(), new TreeMap<>()));
    }

    /** Whether the call takes effect when that version runs it; then it has. */
    boolean apply(Mutation.Call call, int version) {
        String[] words = call.arguments().split(" ");
        List<Schema.Table> known = schema.tables(version);
        Schema.Table table = known.get(Integer.parseInt(words[0]) % known.size());
        TreeMap<Integer, Map<String, String>> rows = tables.get(table.name());
        List<Schema.Column> columns = table.columns(version);
        int key = Integer.parseInt(words[1]);
        int size = Integer.parseInt(words[2]);
        if (!Workload.has(call.name(), version) || Workload.refuses(call.name(), version, key)) {
            return false;
        }
        boolean there = rows.containsKey(key);
        switch (call.name()) {
            case "put", "recent", "grumpy" -> rows.put(key, row(columns, key, size));
            case "add", "poison" -> {
                if (there) {
                    return false;
                }
                rows.put(key, row(columns, key, size));
            }
            case "edit" -> {
                if (!there) {
                    return false;
                }
                Schema.Column column = columns.get(size % columns.size());
                rows.get(key).put(column.name(), Workload.value(column, key, size));
            }
            case "remove" -> {
                return rows.remove(key) != null;
            }
            case "move" -> {
                if (!there) {
                    return false;
                }
                rows.put((key + size) % Workload.KEYS, rows.remove(key));
            }
            case "fill" -> {
                for (int i = 0; i < Workload.FILL; i++) {
                    int at = (key + i) % Workload.KEYS;
                    rows.put(at, row(columns, at, size));
                }
            }
            default -> throw new IllegalArgumentException(call.name());
        }
        return true;
    }

    private static Map<String, String> row(List<Schema.Column> columns, int key, int size) {
        Map<String, String> row = new HashMap<>();
        columns.forEach(column -> row.put(column.name(), Workload.value(column, key, size)));
        return row;
    }

    /** The rows of a table as a version shows them. */
    List<String> rows(Schema.Table table, int version) {
        List<String> all = new ArrayList<>();
        tables.get(table.name())
                .forEach(
                        (key, row) -> {
                            StringBuilder text = new StringBuilder().append(key);
                            for (Schema.Column column : table.columns(version)) {
                                text.append(' ');
                                text.append(row.getOrDefault(column.name(), column.preset()));
                            }
                            all.add(text.toString());
                        });
        return all;
    }
}
