package sqlsync.platform;

import java.io.File;
import org.junit.jupiter.api.io.TempDir;

class FileBlockStoreTest extends BlockStoreConformance {
    @TempDir File directory;

    @Override
    protected BlockStore store() {
        return new FileBlockStore(directory, events);
    }
}
