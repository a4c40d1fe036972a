package sqlsync.coordinator.script;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files of a directory, each as it was when it was read first: a reducer that is loaded once
 * more, on another thread or after it was stopped, is the same. Any thread may call.
 */
final class KeptFiles {
    private static final int MODULE_BYTES_MAX = 8 << 20;

    private final Path directory;
    private final Map<String, byte[]> kept = new ConcurrentHashMap<>();

    /**
     * @param directory by its real path
     */
    KeptFiles(Path directory) {
        this.directory = directory;
    }

    /** The bytes of a file, which nobody may change. */
    byte[] read(String name) throws IOException {
        byte[] before = kept.get(name);
        if (before != null) {
            return before;
        }
        Path file = directory.resolve(name).toRealPath();
        if (!file.startsWith(directory)) {
            throw new AccessDeniedException(name, null, "lies outside the directory of reducers");
        }
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(name);
        }
        if (Files.size(file) > MODULE_BYTES_MAX) {
            throw new AccessDeniedException(name, null, "more than " + MODULE_BYTES_MAX + " bytes");
        }
        byte[] now = Files.readAllBytes(file);
        byte[] first = kept.putIfAbsent(name, now);
        return first == null ? now : first;
    }
}
