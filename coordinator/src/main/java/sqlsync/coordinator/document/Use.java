package sqlsync.coordinator.document;

import java.util.function.Supplier;
import sqlsync.SqlSyncException;
import sqlsync.coordinator.loop.EventLoop;
import sqlsync.document.coordinator.CoordinatorDocument;

/** A use of a document by a connection or a request. Called on the loop of the document. */
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
         * Runs a query, for as long as the other documents of the loop can wait for it. One that
         * takes longer is for {@link LongQueries}; one that SQLite cannot end ends in a {@link
         * sqlsync.sqlite.SqliteTrapException}, and the document is lost.
         *
         * @throws sqlsync.SqlSyncException {@code timeout}
         */
        <T> T watched(Supplier<T> query);

        /** Lets go of it; again, nothing happens. */
        void release();
    }
}
