package sqlsync.e2e.reducer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sqlsync.e2e.fixture.Server;
import sqlsync.e2e.fixture.Tab;
import sqlsync.reducer.Reducer;

/** The two languages in the worlds of each, over the same calls. */
final class Worlds {
    private static final String REFERENCE = "JavaScript in the coordinator's sandbox";

    private final Map<String, World> worlds = new LinkedHashMap<>();

    /**
     * @param name of the documents
     * @param script the reducer in JavaScript
     * @param java the same in Java
     * @param compiled what TeaVM made of that: a module, and then what it imports
     */
    Worlds(Server server, Tab tab, String name, Path script, Reducer java, List<Path> compiled) {
        worlds.put(REFERENCE, new JvmWorld(Sandbox.load("script", List.of(script))));
        worlds.put("Java on the JVM", new JvmWorld(java));
        worlds.put(
                "Java, compiled, in the coordinator's sandbox",
                new JvmWorld(Sandbox.load("compiled", compiled)));
        worlds.put(
                "JavaScript in the browser",
                new BrowserWorld(
                        server, tab, name + "-js", publish(server, name + "-js", List.of(script))));
        worlds.put(
                "Java, compiled, in the browser",
                new BrowserWorld(
                        server, tab, name + "-java", publish(server, name + "-java", compiled)));
    }

    private static String publish(Server server, String folder, List<Path> files) {
        try {
            for (Path file : files) {
                server.publish(folder + "/" + file.getFileName(), Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "/published/" + folder + "/" + files.get(0).getFileName();
    }

    /** Makes these mutations everywhere, and says what became of each, which is one thing. */
    List<String> make(List<Call> calls) {
        List<String> expected = worlds.get(REFERENCE).make(calls);
        worlds.forEach(
                (name, world) -> {
                    if (!name.equals(REFERENCE)) {
                        List<String> outcomes = world.make(calls);
                        for (int i = 0; i < calls.size(); i++) {
                            assertEquals(expected.get(i), outcomes.get(i), name + calls.get(i));
                        }
                    }
                });
        return expected;
    }

    /** Makes one mutation of several calls everywhere. */
    String makeTogether(List<Call> calls) {
        String expected = worlds.get(REFERENCE).makeTogether(calls);
        worlds.forEach(
                (name, world) -> {
                    if (!name.equals(REFERENCE)) {
                        assertEquals(expected, world.makeTogether(calls), name);
                    }
                });
        return expected;
    }

    /** Not a byte differs. */
    byte[] content() {
        byte[] expected = worlds.get(REFERENCE).content();
        worlds.forEach((name, world) -> assertArrayEquals(expected, world.content(), name));
        return expected;
    }
}
