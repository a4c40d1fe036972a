package sqlsync.simulation;

import java.util.List;
import java.util.Random;
import sqlsync.timeline.Mutation;

/**
 * Random mutations. Arguments are three numbers with spaces between: a table, a key and a size;
 * tables are counted among those that the reducer knows.
 */
final class Workload {
    static final int KEYS = 40;

    /** Rows that {@code fill} writes, at keys that follow each other. */
    static final int FILL = 5;

    private static final int SIZE_MAX = 60;
    private static final int LARGE_MAX = 1500;

    /** Names and how often they are chosen. */
    private static final List<String> NAMES =
            List.of(
                    "put", "put", "put", "put", "put", "put", "add", "add", "edit", "edit",
                    "remove", "remove", "move", "move", "fill", "fill", "refuse", "poison",
                    "recent", "grumpy");

    private static final List<String> ALL = NAMES.stream().distinct().toList();

    private static final List<String> BEFORE_RECENT =
            ALL.stream().filter(name -> !name.equals("recent")).toList();

    private Workload() {}

    static Mutation.Call choose(Random random) {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        int size = random.nextInt(40) == 0 ? LARGE_MAX : 1 + random.nextInt(SIZE_MAX);
        return new Mutation.Call(name, random.nextInt(3) + " " + random.nextInt(KEYS) + " " + size);
    }

    /** Whether a version has a mutation: {@code recent} came with the second. */
    static boolean has(String name, int version) {
        return names(version).contains(name);
    }

    /** The mutations of a version. */
    static List<String> names(int version) {
        return version > 1 ? ALL : BEFORE_RECENT;
    }

    /**
     * Whether a version refuses what others accept: {@code grumpy} changes from one to the next.
     */
    static boolean refuses(String name, int version, int key) {
        return name.equals("refuse") || name.equals("grumpy") && (version + key) % 2 == 0;
    }

    /** What a mutation writes into a column. */
    static String value(Schema.Column column, int key, int size) {
        if (!column.text()) {
            return Integer.toString(size + key);
        }
        return column.name().equals("c0") ? (key + ".").repeat(size) : key + ":" + size;
    }
}
