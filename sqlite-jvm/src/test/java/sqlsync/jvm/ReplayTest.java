package sqlsync.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import sqlsync.document.Replay;
import sqlsync.sqlite.Sqlite;

/** What browsers are compared with is itself the same every time, and about something. */
class ReplayTest {
    @Test
    void logComesToTheSameInAnotherInstanceAndAmidOthers() {
        Sqlite first = TestDatabase.newSqlite();
        Sqlite second = TestDatabase.newSqlite();
        Set<String> different = new HashSet<>();
        for (int seed = 0; seed < 20; seed++) {
            String replayed = Replay.of(first, seed);
            different.add(replayed.substring(replayed.indexOf(':')));
            if (seed % 4 == 0) {
                assertEquals(replayed, Replay.of(second, seed));
            }
            assertTrue(!replayed.contains("accepted 0 "), replayed);
        }
        assertEquals(20, different.size());
    }
}
