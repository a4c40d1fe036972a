package sqlsync.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;
import sqlsync.ErrorCode;

class SessionsTest {
    private static final Outcome DONE = new Outcome.Accepted(List.of("1", ""));
    private static final Outcome NO =
            new Outcome.Rejected(ErrorCode.MUTATION_REJECTED, "taken", "That name is taken.");

    private final Sessions sessions = new Sessions();

    @Test
    void remembersOutcomesUntilTheyAreAcknowledgedAndTheHighestSequenceBeyond() {
        sessions.record(new Sessions.Entry("a", 1, DONE));
        sessions.record(new Sessions.Entry("a", 3, NO));

        sessions.acknowledged("a", 1);

        assertNull(sessions.outcome("a", 1));
        assertEquals(NO, sessions.outcome("a", 3));
        sessions.acknowledged("a", 3);
        assertEquals(3, sessions.highest("a"));
        assertEquals(0, sessions.highest("b"));
    }

    @Test
    void whatIsTakenBackMayComeAgain() {
        Sessions.Entry entry = new Sessions.Entry("a", 5, DONE);
        sessions.record(entry);

        sessions.takeBack(entry, 0);

        assertEquals(0, sessions.highest("a"));
        assertNull(sessions.outcome("a", 5));
    }

    @Test
    void retainsOnlySessionsThatLive() {
        sessions.record(new Sessions.Entry("a", 1, DONE));
        sessions.record(new Sessions.Entry("b", 1, DONE));

        sessions.retain(List.of("b", "c"));

        assertEquals(0, sessions.highest("a"));
        assertEquals(1, sessions.highest("b"));
        assertEquals(1, sessions.count());
    }
}
