package sqlsync.coordinator.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.coordinator.files.DataDirectory;

class ReadinessTest {
    @TempDir Path directory;

    private static Readiness running(Readiness readiness) {
        readiness.started();
        return readiness;
    }

    private static List<String> why(Readiness readiness) {
        return readiness.reasonsAgainst().join();
    }

    @Test
    void itIsNotReadyBeforeItHasStartedAndWhileItStops() {
        Readiness readiness = new Readiness(Runnable::run, () -> {});
        assertEquals(List.of("starting"), why(readiness));
        readiness.started();
        assertEquals(List.of(), why(readiness));
        readiness.stopping();
        assertEquals(List.of("stopping"), why(readiness));
    }

    @Test
    void whatAPartHasAgainstItIsSaid() {
        Readiness readiness =
                running(new Readiness(Runnable::run, () -> {}))
                        .unless(() -> null)
                        .unless(() -> "no keys");
        assertEquals(List.of("no keys"), why(readiness));
    }

    @Test
    void aDiskThatCannotBeWrittenIsSaid() {
        Readiness readiness =
                running(
                        new Readiness(
                                Runnable::run,
                                () -> {
                                    throw new IOException("no room");
                                }));
        assertEquals(List.of("no room"), why(readiness));
    }

    @Test
    void manyQuestionsTryTheDiskOnce() {
        Queue<Runnable> disk = new ArrayDeque<>();
        Readiness readiness = running(new Readiness(disk::add, () -> {}));
        CompletableFuture<List<String>> first = readiness.reasonsAgainst();
        CompletableFuture<List<String>> second = readiness.reasonsAgainst();
        assertEquals(1, disk.size());
        assertFalse(first.isDone());
        disk.remove().run();
        assertTrue(first.isDone() && second.isDone());
    }

    @Test
    void theProbeOfADirectoryFindsAFullDiskAndOneThatCannotBeWritten() throws Exception {
        try (DataDirectory data = DataDirectory.open(directory.resolve("data"))) {
            data.probe(1);
            IOException little = assertThrows(IOException.class, () -> data.probe(Long.MAX_VALUE));
            assertTrue(little.getMessage().contains("bytes are left"), little.getMessage());

            Path probe = data.path().resolve("probe");
            Files.delete(probe);
            Files.createDirectory(probe);
            IOException unwritable = assertThrows(IOException.class, () -> data.probe(1));
            assertTrue(
                    unwritable.getMessage().startsWith("The data directory can't be written: "),
                    unwritable.getMessage());

            Path full = Path.of("/dev/full");
            assumeTrue(Files.exists(full), "no /dev/full here");
            Files.delete(probe);
            Files.createSymbolicLink(probe, full);
            IOException noRoom = assertThrows(IOException.class, () -> data.probe(1));
            assertTrue(noRoom.getMessage().contains("No space left"), noRoom.getMessage());
        }
    }
}
