package sqlsync.coordinator.document;

import java.util.function.Supplier;
import sqlsync.SqlSyncException;
import sqlsync.coordinator.loop.EventLoop;
import sqlsync.document.coordinator.CoordinatorDocument;

/** What somebody does with a document. All of it is called on the document's loop. */
public interface Use {
    /**
     * The document is open, and stays so until {@link Lease#release} or {@link #lost}. Work on it
     * is done here, and in what core calls back.
     */
    void opened(CoordinatorDocument document, Lease lease);

    /** It can't be had. */
    void failed(SqlSyncException why);

    /** It was given up, and nothing may be asked of it any more; to ask for it again may help. */
    void lost();

    /** Keeps a document open. */
    interface Lease {
        /** The loop that the document lives on. */
        EventLoop loop();

        /**
         * Runs a query, for as long as a query may take: one that takes longer ends in a {@link
         * sqlsync.sqlite.SqliteTrapException}, and the document is lost.
         */
        <T> T watched(Supplier<T> query);

        /** Lets go of it; again, nothing happens. */
        void release();
    }
}
