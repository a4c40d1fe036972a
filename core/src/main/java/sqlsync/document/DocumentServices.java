package sqlsync.document;

import sqlsync.journal.SegmentPool;
import sqlsync.platform.Clock;
import sqlsync.platform.Randomness;
import sqlsync.platform.Timers;
import sqlsync.sqlite.Sqlite;

/** What a document stands on. One set serves all documents of a worker that share a back end. */
public record DocumentServices(
        SegmentPool pool, Sqlite sqlite, Clock clock, Randomness randomness, Timers timers) {}
