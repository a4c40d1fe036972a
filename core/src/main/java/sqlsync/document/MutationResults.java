package sqlsync.document;

import java.util.ArrayList;
import java.util.List;
import sqlsync.ErrorCode;
import sqlsync.Limits;
import sqlsync.SqlSyncException;

/**
 * Collects what the calls of one mutation return. Results are kept with the mutation until its page
 * has them, so they have a limit.
 */
final class MutationResults {
    private final List<String> results = new ArrayList<>();
    private long bytes;

    /**
     * Adds what a call returned.
     *
     * @throws SqlSyncException {@code too-large}
     */
    void add(String result) {
        bytes += MutationSize.utf8Bytes(result);
        if (bytes > Limits.RESULTS_BYTES_MAX) {
            throw new SqlSyncException(
                    ErrorCode.TOO_LARGE,
                    "The mutation returns more than "
                            + Limits.RESULTS_BYTES_MAX
                            + " bytes, which is the limit; return less, and query the rest.");
        }
        results.add(result);
    }

    List<String> all() {
        return results;
    }
}
