package sqlsync.coordinator.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.Gson;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.RecordedEngines;

/**
 * The coordinator's engine computes in a mutation what browsers' engines do: {@code
 * engines.test.mjs} of the worker compares Node with the same file.
 */
class EnginesTest {
    @TempDir Path directory;

    @Test
    void mutationsComputeWhatWasRecorded() throws Exception {
        ScriptBench bench =
                new ScriptBench(
                        directory.toRealPath(),
                        RecordedEngines.reducer(),
                        new ScriptLimits(Integer.MAX_VALUE));
        Map<String, List<String>> recorded = RecordedEngines.topics();
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
                    assertEquals(
                            List.of(),
                            RecordedEngines.differences(expected, List.of(computed)),
                            topic);
                });
    }
}
