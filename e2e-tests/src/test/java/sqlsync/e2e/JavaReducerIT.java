package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sqlsync.e2e.fixture.CoordinatorJar;

/**
 * The demo's reducer in Java, from one class: devices run what TeaVM made of it, the coordinator
 * the jar.
 */
class JavaReducerIT extends SyncStory {
    private static final Path BUILT = Path.of(System.getProperty("sqlsync.javaReducer"));

    @Override
    CoordinatorJar start(List<String> reducers, String origin) {
        return CoordinatorJar.open(List.of(BUILT.resolve("todo-reducer.jar").toString()), origin);
    }

    private SyncedDevice device(String id) {
        try {
            String module = Files.readString(BUILT.resolve("reducer/todo.js"));
            return open(newProfile().tab(), id, server().publish("todo-java.js", module));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void twoDevicesAndACoordinatorThatRunOneClassConverge() {
        String id = newId("todo");
        SyncedDevice one = device(id);
        Object list = result(one, "createList", Map.of("name", " Home "));
        Object doomed = result(one, "createList", Map.of("name", "Work"));
        SyncedDevice other = device(id);
        one.sync();
        assertEquals(
                List.of("Home", "Work"),
                other.sync().document().column("SELECT name FROM lists ORDER BY position"));

        one.disconnect();
        other.disconnect();
        for (int i = 0; i < 20; i++) {
            one.document().mutate("addTask", Map.of("list", list, "title", "one " + i));
            other.document().mutate("addTask", Map.of("list", list, "title", "other " + i));
        }
        one.document().mutate("deleteList", Map.of("id", doomed));
        String late = other.begin("addTask", Map.of("list", doomed, "title", "late"));
        other.document()
                .failureOf("it.mutate('addTask', {list: '" + list + "', title: ' '})")
                .is("mutation-rejected");
        one.connect().sync();
        other.connect();
        assertEquals("rejected no-such-list", other.outcome(late));
        other.sync();
        one.sync();
        assertEquals(
                40L, one.document().number("SELECT count(DISTINCT id || position) FROM tasks"));
        areTheSame(one, other);
    }

    private static Object result(SyncedDevice device, String mutation, Map<String, ?> args) {
        return ((Map<?, ?>) device.document().mutate(mutation, args).result()).get("id");
    }
}
