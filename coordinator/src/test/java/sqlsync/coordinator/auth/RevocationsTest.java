package sqlsync.coordinator.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevocationsTest {
    private static final long LIFETIME = 3_600_000;

    @TempDir Path directory;
    private Path file;
    private long now = 1_700_000_000_500L;

    @BeforeEach
    void name() {
        file = directory.resolve("revocations");
    }

    private Revocations open() throws IOException {
        return Revocations.open(file, LIFETIME, () -> now);
    }

    @Test
    void whatWasIssuedBeforeIsCovered() throws IOException {
        Revocations revocations = open();
        revocations.add("ann", null);
        revocations.add(null, "d");
        revocations.add("bob", "e");
        for (Revocations each : new Revocations[] {revocations, open()}) {
            assertTrue(each.cover("ann", "x", 1_700_000_000_000L));
            assertTrue(each.cover("ann", "x", 0));
            assertFalse(each.cover("ann", "x", 1_700_000_001_000L));
            assertTrue(each.cover("zoe", "d", 1_700_000_000_000L));
            assertTrue(each.cover("bob", "e", 1_700_000_000_000L));
            assertFalse(each.cover("bob", "f", 1_700_000_000_000L));
            assertFalse(each.cover("zoe", "e", 1_700_000_000_000L));
        }
    }

    @Test
    void oneIsForgottenWhenEveryTokenFromBeforeHasExpired() throws IOException {
        open().add("ann", null);
        now += LIFETIME;
        assertTrue(open().cover("ann", "d", 0));
        now += LIFETIME;
        assertFalse(open().cover("ann", "d", 0));
        assertEquals(0, Files.size(file));
    }

    @Test
    void aLineThatWasTornIsPassedOverAndOneThatIsWrongIsNamed() throws IOException {
        open().add("ann", "d\n\"ü\"");
        Files.writeString(file, "{\"user\":\"bo", StandardOpenOption.APPEND);
        Revocations revocations = open();
        assertTrue(revocations.cover("ann", "d\n\"ü\"", 0));
        revocations.add("zoe", null);
        assertTrue(open().cover("zoe", "x", 0));
        Files.writeString(file, "{}\n", StandardOpenOption.APPEND);
        IOException why = assertThrows(IOException.class, this::open);
        assertTrue(why.getMessage().contains("cannot be read: \"{}\""), why.getMessage());
    }

    @Test
    void thereIsALimit() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < Revocations.REVOCATIONS_MAX; i++) {
            lines.append("{\"user\":\"u" + i + "\",\"document\":null,\"at\":" + now + "}\n");
        }
        Files.writeString(file, lines);
        Revocations revocations = open();
        revocations.add("u7", null);
        IOException why = assertThrows(IOException.class, () -> revocations.add("one more", null));
        assertTrue(why.getMessage().contains("--max-token-lifetime"), why.getMessage());
        assertFalse(revocations.cover("one more", "d", 0));
    }
}
