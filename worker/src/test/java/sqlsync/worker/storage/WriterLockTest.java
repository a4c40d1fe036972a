package sqlsync.worker.storage;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WriterLockTest {
    @Test
    void aWorkerYieldsToAHigherVersionAndToItsOwn() {
        assertTrue(WriterLock.yields("1.2.3", "1.2.4"));
        assertTrue(WriterLock.yields("1.9", "1.10"));
        assertTrue(WriterLock.yields("1.2", "1.2.1"));
        assertTrue(WriterLock.yields("0.1.0-SNAPSHOT", "0.1.0-SNAPSHOT"));
        assertTrue(WriterLock.yields("0.1.0-SNAPSHOT", "0.1.0"));
    }

    @Test
    void aWorkerNeverYieldsToALowerVersion() {
        assertFalse(WriterLock.yields("1.2.4", "1.2.3"));
        assertFalse(WriterLock.yields("1.10", "1.9"));
        assertFalse(WriterLock.yields("1.2.1", "1.2"));
        assertFalse(WriterLock.yields("1.0.0", "0.9.9-SNAPSHOT"));
    }
}
