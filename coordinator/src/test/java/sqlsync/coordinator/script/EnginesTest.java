package sqlsync.coordinator.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.Gson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The coordinator's engine computes in a mutation what browsers' engines do: {@code
 * engines.test.mjs} of the worker compares Node with the same file.
 */
class EnginesTest {
    private static final Path ENGINES = Path.of("../worker/src/test/web/engines");
    private static final String MISSING = " ⇒ missing";

    @TempDir Path directory;

    private static Map<String, List<String>> recorded() throws Exception {
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

    @Test
    void mutationsComputeWhatWasRecorded() throws Exception {
        String cases = Files.readString(ENGINES.resolve("cases.js"));
        ScriptBench bench =
                new ScriptBench(directory.toRealPath(), cases, new ScriptLimits(Integer.MAX_VALUE));
        Map<String, List<String>> recorded = recorded();
        assertFalse(recorded.isEmpty());
        Gson gson = new Gson();
        recorded.forEach(
                (topic, expected) -> {
                    String arguments = gson.toJson(Map.of("topic", topic));
                    String[] computed =
                            gson.fromJson(
                                    bench.apply(bench.reducer, "compute", arguments),
                                    String[].class);
                    assertEquals(expected.size(), computed.length, topic);
                    for (int i = 0; i < computed.length; i++) {
                        if (!computed[i].endsWith(MISSING)) {
                            assertEquals(expected.get(i), computed[i]);
                        }
                    }
                });
    }
}
