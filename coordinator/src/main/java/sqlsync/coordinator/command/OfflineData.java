package sqlsync.coordinator.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import sqlsync.coordinator.files.DataDirectory;

/** A data directory that no coordinator works on meanwhile. */
final class OfflineData implements AutoCloseable {
    private final DataDirectory data;

    private OfflineData(DataDirectory data) {
        this.data = data;
    }

    /**
     * @throws IOException with a sentence for people
     */
    static OfflineData open(Path path) throws IOException {
        if (!Files.isDirectory(path.resolve("documents"))) {
            throw new IOException(path + " is no data directory of a coordinator.");
        }
        return new OfflineData(DataDirectory.open(path));
    }

    /** Those of these documents; of all where none is named. */
    List<Path> directories(List<String> ids) throws IOException {
        List<Path> directories = new ArrayList<>();
        for (String id : ids) {
            Path directory = data.ofDocument(id);
            if (!Files.isDirectory(directory)) {
                throw new IOException(
                        "There is no document \"" + id + "\" in " + data.path() + ".");
            }
            directories.add(directory);
        }
        return ids.isEmpty() ? data.ofDocuments() : directories;
    }

    /** Deletes a document for good. */
    void delete(String id) throws IOException {
        if (!data.bury(id)) {
            throw new IOException("There is no document \"" + id + "\" in " + data.path() + ".");
        }
    }

    @Override
    public void close() throws IOException {
        data.close();
    }
}
