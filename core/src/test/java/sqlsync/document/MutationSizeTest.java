package sqlsync.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import sqlsync.ErrorCode;
import sqlsync.Limits;
import sqlsync.SqlSyncException;
import sqlsync.replication.ReplicationLimits;
import sqlsync.timeline.Mutation;
import sqlsync.timeline.MutationCodec;

class MutationSizeTest {
    private static final int MOST = MutationSize.ENCODED_BYTES_MAX;

    private static Mutation.Call call(String arguments) {
        return new Mutation.Call("m", arguments);
    }

    private static SqlSyncException refusal(String arguments) {
        return MutationSize.refusal(List.of(call(arguments)));
    }

    @Test
    void argumentsAreTakenUpToTheLimit() {
        assertNull(refusal("x".repeat(MOST - 2)));
        assertNull(refusal("x".repeat(MOST - 1)));
        SqlSyncException beyond = refusal("x".repeat(MOST));
        assertEquals(ErrorCode.TOO_LARGE, beyond.code());
        assertTrue(beyond.getMessage().contains(Limits.ARGUMENTS_BYTES_MAX + " bytes"));
    }

    @Test
    void textCountsAsUtf8() {
        assertNull(refusal("ä".repeat(MOST / 2 - 1)));
        assertNotNull(refusal("ä".repeat(MOST / 2)));
        assertNull(refusal("€".repeat(MOST / 3 - 1)));
        assertNotNull(refusal("€".repeat(MOST / 3 + 1)));
        assertNull(refusal("😀".repeat(MOST / 4 - 1)));
        assertNotNull(refusal("😀".repeat(MOST / 4)));
    }

    @Test
    void callsShareOneLimitAndHaveOneForTheirNumber() {
        String half = "x".repeat(MOST / 2);
        assertNotNull(MutationSize.refusal(List.of(call(half), call(half))));
        assertNull(MutationSize.refusal(Collections.nCopies(Limits.CALLS_MAX, call(""))));
        assertNotNull(MutationSize.refusal(Collections.nCopies(Limits.CALLS_MAX + 1, call(""))));
    }

    /** So nothing that a device takes is refused by the protocol. */
    @Test
    void whatIsTakenFitsAnEntryOfATimeline() {
        Mutation largest = new Mutation("s", 1, "u", 0, 0, 1, List.of(call("x".repeat(MOST - 1))));
        int head = 1 << 10;
        assertTrue(
                MutationCodec.encode(largest).length + head
                        <= ReplicationLimits.TIMELINE_ENTRY_BYTES_MAX);
        assertTrue(MOST >= Limits.ARGUMENTS_BYTES_MAX / 3 * 4 + 4);
    }
}
