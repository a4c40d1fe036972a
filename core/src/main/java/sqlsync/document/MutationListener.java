package sqlsync.document;

import java.util.List;
import sqlsync.SqlSyncException;

/**
 * Called with the progress of one mutation: {@link #applied} and then {@link #durable}; or {@link
 * #failed}; or, if storage fails in between, {@link #applied} and then {@link #failed}.
 */
public interface MutationListener {
    /** It took effect, and is visible to every query from here on. One result for each call. */
    void applied(List<String> results);

    /** It is on disk. */
    void durable();

    /** Nothing happened, or what had happened was taken back. */
    void failed(SqlSyncException error);
}
