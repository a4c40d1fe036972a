package sqlsync.e2e.reducer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sqlsync.coordinator.script.ScriptLimits;
import sqlsync.coordinator.script.ScriptReducers;
import sqlsync.reducer.Reducer;

/** The coordinator's sandbox. Each folder is read by one engine, which takes its time to start. */
final class Sandbox {
    private static final ScriptLimits LIMITS = new ScriptLimits(1_000_000);
    private static final Map<String, ScriptReducers> FOLDERS = new HashMap<>();

    private Sandbox() {}

    /**
     * @param files a reducer module, and then what it imports
     */
    static Reducer load(String folder, List<Path> files) {
        try {
            Path directory = Path.of(System.getProperty("basedir", "."), "target/sandbox", folder);
            Files.createDirectories(directory);
            for (Path file : files) {
                Files.copy(
                        file,
                        directory.resolve(file.getFileName()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            Path real = directory.toRealPath();
            return FOLDERS.computeIfAbsent(folder, each -> new ScriptReducers(real, LIMITS))
                    .load(files.get(0).getFileName().toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
