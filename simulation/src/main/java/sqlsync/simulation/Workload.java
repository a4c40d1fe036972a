package sqlsync.simulation;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import sqlsync.timeline.Mutation;

/** Random mutations, and the simplest thing that can be said of what they come to. */
final class Workload {
    static final List<String> NAMES = List.of("put", "remove", "move", "fill", "refuse", "poison");
    private static final int SIZE_MAX = 60;
    private static final int LARGE_MAX = 6000;

    private Workload() {}

    static Mutation.Call choose(Random random) {
        String name =
                switch (random.nextInt(16)) {
                    case 0, 1 -> "remove";
                    case 2, 3 -> "move";
                    case 4, 5 -> "fill";
                    case 6 -> "refuse";
                    case 7 -> random.nextInt(4) == 0 ? "poison" : "put";
                    default -> "put";
                };
        int size = random.nextInt(40) == 0 ? LARGE_MAX : 1 + random.nextInt(SIZE_MAX);
        return new Mutation.Call(name, random.nextInt(SimulationReducer.KEYS) + " " + size);
    }

    /** What a mutation does to the items. Returns whether it takes effect. */
    static boolean apply(Mutation.Call call, TreeMap<Integer, String> items) {
        String[] arguments = call.arguments().split(" ");
        int key = Integer.parseInt(arguments[0]);
        int size = Integer.parseInt(arguments[1]);
        switch (call.name()) {
            case "put" -> items.put(key, SimulationReducer.text(key, size));
            case "remove" -> {
                return items.remove(key) != null;
            }
            case "move" -> {
                String value = items.remove(key);
                if (value == null) {
                    return false;
                }
                items.put((key + size) % SimulationReducer.KEYS, value);
            }
            case "fill" -> {
                for (int i = 0; i < 5; i++) {
                    items.put(
                            (key + i) % SimulationReducer.KEYS,
                            SimulationReducer.text(key + i, size));
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** The items, a line each. */
    static String dump(Map<Integer, String> items) {
        StringBuilder text = new StringBuilder();
        items.forEach((key, value) -> text.append(key).append(' ').append(value).append('\n'));
        return text.toString();
    }
}
