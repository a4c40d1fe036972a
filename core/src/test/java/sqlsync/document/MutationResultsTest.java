package sqlsync.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import sqlsync.ErrorCode;
import sqlsync.Limits;
import sqlsync.SqlSyncException;

class MutationResultsTest {
    private static final int MOST = Limits.RESULTS_BYTES_MAX;

    private final MutationResults results = new MutationResults();

    @Test
    void resultsAreTakenUpToTheLimitWhichTheCallsShare() {
        String first = "x".repeat(MOST - 3);
        results.add(first);
        results.add("yy");
        results.add("z");
        results.add("");
        assertEquals(List.of(first, "yy", "z", ""), results.all());
        SqlSyncException beyond = assertThrows(SqlSyncException.class, () -> results.add("1"));
        assertEquals(ErrorCode.TOO_LARGE, beyond.code());
        assertTrue(beyond.getMessage().contains("8388608 bytes"), beyond.getMessage());
    }

    @Test
    void textCountsAsUtf8() {
        results.add("ä".repeat(MOST / 2 - 1));
        assertThrows(SqlSyncException.class, () -> results.add("€"));
    }
}
