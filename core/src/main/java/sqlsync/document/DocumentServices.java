package sqlsync.document;

import sqlsync.journal.SegmentPool;
import sqlsync.platform.Clock;
import sqlsync.platform.Randomness;
import sqlsync.platform.Timers;
import sqlsync.sqlite.Sqlite;

/**
 * What a document stands on. One set serves all documents of a worker that share a back end.
 *
 * @param layerMutationsMax the most mutations that one layer of a coordinator settles
 * @param pagesMax how large the database of a coordinator's document may be, in pages
 */
public record DocumentServices(
        SegmentPool pool,
        Sqlite sqlite,
        Clock clock,
        Randomness randomness,
        Timers timers,
        int layerMutationsMax,
        int pagesMax) {
    public static final int LAYER_MUTATIONS_MAX = 4096;

    public DocumentServices(
            SegmentPool pool, Sqlite sqlite, Clock clock, Randomness randomness, Timers timers) {
        this(pool, sqlite, clock, randomness, timers, LAYER_MUTATIONS_MAX);
    }

    public DocumentServices(
            SegmentPool pool,
            Sqlite sqlite,
            Clock clock,
            Randomness randomness,
            Timers timers,
            int layerMutationsMax) {
        this(pool, sqlite, clock, randomness, timers, layerMutationsMax, Document.PAGES_MAX);
    }
}
