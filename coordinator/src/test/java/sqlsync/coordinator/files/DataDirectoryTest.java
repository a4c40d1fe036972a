package sqlsync.coordinator.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.platform.Answer;

class DataDirectoryTest {
    @TempDir Path directory;

    @Test
    void aSecondOwnerIsRefusedUntilTheFirstLetsGo() throws Exception {
        try (DataDirectory first = DataDirectory.open(directory.resolve("data"))) {
            IOException refusal =
                    assertThrows(IOException.class, () -> DataDirectory.open(first.path()));
            assertTrue(refusal.getMessage().startsWith("Another coordinator works on "));
        }
        DataDirectory.open(directory.resolve("data")).close();
    }

    @Test
    void anOwnerWhoseLockFileWasDeletedOrTakenOwnsNothing() throws Exception {
        try (DataDirectory first = DataDirectory.open(directory.resolve("data"))) {
            assertTrue(first.isOwned());
            Files.delete(first.path().resolve("lock"));
            assertFalse(first.isOwned(), "deleted");
            Files.createFile(first.path().resolve("lock"));
            assertFalse(first.isOwned(), "another file");
        }
        try (DataDirectory moved = DataDirectory.open(directory.resolve("b"))) {
            Files.move(moved.path(), directory.resolve("c"));
            assertFalse(moved.isOwned(), "moved");
            Files.move(directory.resolve("c"), moved.path());
            assertTrue(moved.isOwned());
            Files.writeString(moved.path().resolve("lock"), "x".repeat(36));
            assertFalse(moved.isOwned(), "another owner's id");
        }
    }

    @Test
    void everyIdHasADirectoryOfItsOwnInside() throws Exception {
        try (DataDirectory data = DataDirectory.open(directory)) {
            Path parent = data.ofDocument("a").getParent();
            for (String id : List.of("..", "../x", "a/b", "A\\b", "", "\0", "ü", "x".repeat(128))) {
                Path path = data.ofDocument(id);
                assertEquals(parent, path.normalize().getParent(), id);
                assertTrue(path.getFileName().toString().matches("[a-z0-9_-]{33,80}"), id);
            }
            assertNotEquals(data.ofDocument("a"), data.ofDocument("A"));
            assertNotEquals(data.ofDocument("a/b"), data.ofDocument("a_b"));
        }
    }

    @Test
    void onlyTheOwnerMayReadWhatIsKept() throws Exception {
        Path before = Files.createDirectories(directory.resolve("data/documents"));
        Files.setPosixFilePermissions(before, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (DataDirectory data = DataDirectory.open(directory.resolve("data"))) {
            Path document = data.makeForDocument("d");
            Answer<Void> created = new Answer<>();
            new FileBlockStore(document, Runnable::run, Runnable::run, () -> {}).create(3, created);
            created.get();
            assertEquals("rwx------", permissions(before));
            assertEquals("rwx------", permissions(document));
            assertEquals("rw-------", permissions(document.resolve("3.segment")));
            assertEquals("rw-------", permissions(document.resolve("segments")));
            assertEquals("rw-------", permissions(data.path().resolve("lock")));
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aProcessThatDiedWhileItDeletedHasDeleted() throws IOException {
        Path path = directory.resolve("data");
        Path document;
        try (DataDirectory data = DataDirectory.open(path)) {
            assertFalse(data.bury("d"));
            document = data.makeForDocument("d");
            Files.writeString(document.resolve("0.segment"), "text");
            assertTrue(data.bury("d"));
            assertFalse(Files.exists(document));
            // As if it had died behind the tombstone.
            Files.createDirectory(document);
            Files.writeString(document.resolve("0.segment"), "text");
        }
        try (DataDirectory data = DataDirectory.open(path)) {
            assertTrue(data.isDeleted("d"));
            assertFalse(Files.exists(document));
            assertEquals(List.of("d"), data.deleted());
        }
    }

    @Test
    void whatWasBeingMadeOrRemovedIsGoneAtTheNextStart() throws IOException {
        Path path = directory.resolve("data");
        Path half;
        try (DataDirectory data = DataDirectory.open(path)) {
            half = data.makeIncoming("d");
            Files.writeString(half.resolve("0.segment"), "half");
            assertEquals(List.of(), data.ofDocuments());
        }
        try (DataDirectory data = DataDirectory.open(path)) {
            assertFalse(Files.exists(half));
            Path whole = data.makeIncoming("d");
            Files.writeString(whole.resolve("0.segment"), "whole");
            data.accept(whole);
            assertEquals(List.of(data.ofDocument("d")), data.ofDocuments());
            data.remove(data.ofDocument("d"));
            assertEquals(List.of(), data.ofDocuments());
        }
    }
}
