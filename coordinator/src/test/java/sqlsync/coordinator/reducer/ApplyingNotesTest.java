package sqlsync.coordinator.reducer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
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
}
