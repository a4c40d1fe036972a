package sqlsync.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The tables of a simulated application, in a few versions; both follow from a number.
 *
 * @param versions from 1
 */
record Schema(int versions, List<Table> tables) {
    /** The longest life of an application. */
    static final int VERSIONS_MAX = 4;

    /**
     * A column beside the key {@code k}.
     *
     * @param text else it holds integers
     * @param since the version that brings it
     * @param indexed the version that brings an index on it; 0 for none
     */
    record Column(String name, boolean text, int since, int indexed) {
        /** What rows have that were there before the column was. */
        String preset() {
            return text ? "none" : "7";
        }
    }

    /**
     * @param since the version that brings it
     */
    record Table(String name, int since, List<Column> columns) {
        List<Column> columns(int version) {
            List<Column> known = new ArrayList<>();
            for (Column column : columns) {
                if (column.since() <= version) {
                    known.add(column);
                }
            }
            return known;
        }
    }

    /** The tables that a version knows; the first one is in all of them. */
    List<Table> tables(int version) {
        List<Table> known = new ArrayList<>();
        for (Table table : tables) {
            if (table.since() <= version) {
                known.add(table);
            }
        }
        return known;
    }

    static Schema of(long seed) {
        Random random = new Random(seed * 7919);
        int versions = 2 + random.nextInt(VERSIONS_MAX - 1);
        List<Table> tables = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            int since = i == 0 ? 1 : 1 + random.nextInt(versions);
            tables.add(new Table("t" + i, since, columns(random, since, versions)));
        }
        return new Schema(versions, tables);
    }

    private static List<Column> columns(Random random, int since, int versions) {
        List<Column> columns = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            int from = i == 0 ? since : since + random.nextInt(versions - since + 1);
            int indexed = random.nextInt(3) == 0 ? from + random.nextInt(versions - from + 1) : 0;
            columns.add(new Column("c" + i, i == 0 || random.nextBoolean(), from, indexed));
        }
        return columns;
    }
}
