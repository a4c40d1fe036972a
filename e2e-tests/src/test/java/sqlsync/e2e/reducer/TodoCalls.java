package sqlsync.e2e.reducer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random calls of the demo's reducer: most of them fit, some are late (what they name was deleted
 * or never made), and some carry what no page of the demo would send. What a reducer in JavaScript
 * answers with words of the engine's own, such as a number that is iterated over, is left out.
 */
final class TodoCalls {
    private static final String[] NAMES = {
        "greet",
        "nameNotebook",
        "createList",
        "createList",
        "renameList",
        "deleteList",
        "addTask",
        "addTask",
        "addTask",
        "addTask",
        "renameTask",
        "setDone",
        "setDone",
        "deleteTask",
        "restoreTask",
        "restoreTask",
        "clearDone",
    };

    private final Random random;
    private final List<String> lists = new ArrayList<>();
    private final List<String> tasks = new ArrayList<>();

    private TodoCalls(long seed) {
        random = new Random(seed);
    }

    static List<Call> random(long seed, int count) {
        TodoCalls calls = new TodoCalls(seed);
        List<Call> made = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            made.add(calls.next(number));
        }
        return made;
    }

    private Call next(int number) {
        String name = NAMES[random.nextInt(NAMES.length)];
        JsonObject args = new JsonObject();
        switch (name) {
            case "greet" -> {
                put(args, "list", title());
                JsonArray titles = new JsonArray();
                for (int i = random.nextInt(4); i > 0; i--) {
                    JsonElement title = title();
                    titles.add(title == null ? JsonNull.INSTANCE : title);
                }
                args.add("tasks", titles);
            }
            case "createList" -> {
                put(args, "name", title());
                lists.add(Call.uuid(number));
            }
            case "nameNotebook" -> put(args, "name", title());
            case "renameList" -> {
                put(args, "id", one(lists));
                put(args, "name", title());
            }
            case "deleteList", "deleteTask" ->
                    put(args, "id", one(name.equals("deleteList") ? lists : tasks));
            case "addTask" -> {
                put(args, "list", one(lists));
                put(args, "title", title());
                tasks.add(Call.uuid(number));
            }
            case "renameTask" -> {
                put(args, "id", one(tasks));
                put(args, "title", title());
            }
            case "setDone" -> {
                put(args, "id", one(tasks));
                put(args, "done", odd(10) ? junk() : new JsonPrimitive(random.nextBoolean()));
            }
            case "restoreTask" -> args.add("task", task());
            default -> put(args, "list", one(lists));
        }
        return new Call(number, name, args.toString());
    }

    private JsonObject task() {
        JsonObject task = new JsonObject();
        put(task, "id", odd(5) ? new JsonPrimitive("task " + random.nextInt(50)) : one(tasks));
        put(task, "list", one(lists));
        put(task, "title", title());
        put(task, "done", odd(10) ? junk() : new JsonPrimitive(random.nextInt(2)));
        put(task, "position", odd(10) ? junk() : new JsonPrimitive(random.nextInt(100)));
        put(task, "made", odd(10) ? junk() : new JsonPrimitive(Call.NOW + random.nextInt(100)));
        if (odd(20)) {
            task.add("more", JsonNull.INSTANCE);
        }
        return task;
    }

    /** The newer ones more often: they are more likely to be there. Null leaves it away. */
    private JsonElement one(List<String> ids) {
        if (ids.isEmpty() || odd(15)) {
            return junk();
        }
        int age = Math.min(random.nextInt(ids.size()), random.nextInt(12));
        return new JsonPrimitive(ids.get(ids.size() - 1 - age));
    }

    private JsonElement title() {
        return switch (random.nextInt(24)) {
            case 0 -> junk();
            case 1 -> new JsonPrimitive("");
            case 2 -> new JsonPrimitive(" \t\u00A0\uFEFF\u2003\n");
            case 3 -> new JsonPrimitive("\u2003 Milk\u00A0\uFEFF");
            case 4 -> new JsonPrimitive("\u001C\u0085 kept \u200B");
            case 5 -> new JsonPrimitive("x".repeat(499 + random.nextInt(4)));
            case 6 -> new JsonPrimitive("😀".repeat(249 + random.nextInt(3)));
            case 7 -> new JsonPrimitive("a\0\"\\\b\f\r\u007F\u2028/ä\uD83D\uDE00");
            default -> new JsonPrimitive("Title " + random.nextInt(1_000));
        };
    }

    private JsonElement junk() {
        return switch (random.nextInt(14)) {
            case 0 -> JsonNull.INSTANCE;
            case 1 -> new JsonPrimitive(true);
            case 2 -> new JsonPrimitive(0);
            case 3 -> new JsonPrimitive(-7);
            case 4 -> new JsonPrimitive(2.5);
            case 5 -> new JsonPrimitive(1e300);
            case 6 -> new JsonPrimitive("gone");
            case 7 -> new JsonPrimitive("");
            case 8 -> tagged("$bigint", "9007199254740993");
            case 9 -> tagged("$bytes", "AP8H");
            case 10 -> new JsonArray();
            case 11 -> new JsonObject();
            default -> null;
        };
    }

    private static JsonObject tagged(String tag, String content) {
        JsonObject object = new JsonObject();
        object.addProperty(tag, content);
        return object;
    }

    private static void put(JsonObject object, String name, JsonElement value) {
        if (value != null) {
            object.add(name, value);
        }
    }

    private boolean odd(int percent) {
        return random.nextInt(100) < percent;
    }
}
