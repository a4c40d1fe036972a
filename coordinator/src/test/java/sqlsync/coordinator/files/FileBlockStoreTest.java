package sqlsync.coordinator.files;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.platform.BlockStore;
import sqlsync.platform.BlockStoreConformance;

/** The conformance of every block store; the disk works at once, so that it needs no waiting. */
class FileBlockStoreTest extends BlockStoreConformance {
    @TempDir Path directory;

    @Override
    protected BlockStore store() {
        return new FileBlockStore(directory, Runnable::run, events::soon, () -> {});
    }
}
