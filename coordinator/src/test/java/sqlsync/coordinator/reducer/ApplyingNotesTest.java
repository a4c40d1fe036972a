package sqlsync.coordinator.reducer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplyingNotesTest {
    @TempDir Path directory;

    /** A process that dies while it applies a mutation. */
    private void die(String mutation) throws Exception {
        ApplyingNotes.open(directory).slot("1").note(mutation);
    }

    /** One that dies of it, as far as anybody can tell. */
    private void dieOf(String mutation) throws Exception {
        ApplyingNotes.Slot slot = ApplyingNotes.open(directory).slot("1");
        slot.note(mutation);
        slot.suspect();
    }

    @Test
    void aMutationThatHadJustBegunIsBlamedAfterManyDeathsOnly() throws Exception {
        for (int death = 1; death <= 10; death++) {
            assertFalse(ApplyingNotes.open(directory).killed("a"), "after " + death);
            die("a");
        }
        assertTrue(ApplyingNotes.open(directory).killed("a"));
    }

    @Test
    void aMutationThatIsLongUnderWayIsRefusedAfterTheSecondDeath() throws Exception {
        dieOf("a");
        assertFalse(ApplyingNotes.open(directory).killed("a"));
        dieOf("a");
        assertTrue(ApplyingNotes.open(directory).killed("a"));
        assertTrue(ApplyingNotes.open(directory).killed("a"));
        assertFalse(ApplyingNotes.open(directory).killed("b"));
    }

    @Test
    void aMutationThatCouldNotBeStoppedIsRefusedAfterTheFirstDeath() throws Exception {
        ApplyingNotes.Slot slot = ApplyingNotes.open(directory).slot("1");
        slot.note("a");
        slot.suspect();
        slot.unstoppable();
        assertTrue(ApplyingNotes.open(directory).killed("a"));
        assertTrue(ApplyingNotes.open(directory).killed("a"));
        assertFalse(ApplyingNotes.open(directory).killed("b"));
    }

    @Test
    void keysTellDocumentsUsersAndMutationsApart() {
        String key = ApplyingNotes.key("d", "ann", "m");
        assertEquals(key, ApplyingNotes.key("d", "ann", "m"));
        assertNotEquals(key, ApplyingNotes.key("da", "nn", "m"));
        assertNotEquals(key, ApplyingNotes.key("d", null, "annm"));
        assertTrue(ApplyingNotes.key("d\n", "x".repeat(1_000), "m").matches("[0-9a-f]{64}"));
    }

    @Test
    void whatEndedIsNotSuspected() throws Exception {
        for (int i = 0; i < 3; i++) {
            ApplyingNotes.Slot slot = ApplyingNotes.open(directory).slot("1");
            slot.note("a");
            slot.clear();
        }
        assertFalse(ApplyingNotes.open(directory).killed("a"));
    }

    @Test
    void suspectsAreBounded() throws Exception {
        for (int i = 0; i < 1_100; i++) {
            die("m" + i);
        }
        ApplyingNotes.open(directory);
        assertEquals(1_000, Files.readAllLines(directory.resolve("suspects")).size());
    }

    @Test
    void notesThatCannotBeReadOrWrittenStopNobody() throws Exception {
        dieOf("a");
        dieOf("a");
        ApplyingNotes.open(directory);
        byte[] good = Files.readAllBytes(directory.resolve("suspects"));
        byte[] damaged = Arrays.copyOf(good, good.length + 3);
        Arrays.fill(damaged, good.length, damaged.length, (byte) 0xFF);
        Files.write(directory.resolve("suspects"), damaged);
        Files.createDirectories(directory.resolve("applying-1/inside"));
        Files.createDirectories(directory.resolve("suspects.next/inside"));
        Files.write(directory.resolve("applying-2"), new byte[] {1});
        ApplyingNotes notes = ApplyingNotes.open(directory);
        assertTrue(notes.killed("a"));
        notes.slot("1").note("b");
        notes.slot("2").note("c");
        assertFalse(ApplyingNotes.open(directory).killed("b"));
    }

    @Test
    void suspectsThatAreADirectoryAndADirectoryThatIsAFileStopNobody() throws Exception {
        Files.createDirectories(directory.resolve("a/suspects/inside"));
        ApplyingNotes.open(directory.resolve("a")).slot("1").note("m");
        Path file = Files.write(directory.resolve("b"), new byte[0]);
        ApplyingNotes.open(file).slot("1").note("m");
    }
}
