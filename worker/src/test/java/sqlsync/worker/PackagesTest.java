package sqlsync.worker;

import org.junit.jupiter.api.Test;
import sqlsync.PackageCycles;

class PackagesTest {
    @Test
    void packagesFormNoCycles() {
        PackageCycles.assertNoneIn("sqlsync.worker");
    }
}
