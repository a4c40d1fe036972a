package sqlsync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Expressions of JavaScript and what they are on every engine, as recorded beside the worker's
 * tests. Each test of an engine runs them as a mutation and compares.
 */
public final class RecordedEngines {
    private static final Path ENGINES = Path.of("../web-shared/src/test/web/engines");

    /** How a line ends of which the engine has nothing to compute. */
    private static final String MISSING = " ⇒ missing";

    private RecordedEngines() {}

    /** The reducer whose mutation {@code compute} makes the lines of a topic. */
    public static String reducer() throws IOException {
        return Files.readString(ENGINES.resolve("cases.js"));
    }

    /** The recorded lines by topic. */
    public static Map<String, List<String>> topics() throws IOException {
        Map<String, List<String>> topics = new LinkedHashMap<>();
        List<String> lines = null;
        for (String line : Files.readString(ENGINES.resolve("golden.txt")).split("\n")) {
            if (line.startsWith("# ")) {
                lines = new ArrayList<>();
                topics.put(line.substring(2), lines);
            } else {
                lines.add(line);
            }
        }
        return topics;
    }

    /** What an engine computed otherwise than recorded; of both the lines are as many. */
    public static List<String> differences(List<String> recorded, List<?> computed) {
        List<String> different = new ArrayList<>();
        for (int i = 0; i < computed.size(); i++) {
            String line = computed.get(i).toString();
            if (!line.endsWith(MISSING) && !line.equals(recorded.get(i))) {
                different.add(line + ", recorded is " + recorded.get(i));
            }
        }
        return different;
    }
}
