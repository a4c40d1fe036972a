package sqlsync.simulation;

import sqlsync.journal.JournalLimits;
import sqlsync.sqlite.Sqlite;

/**
 * What all machines of a world share.
 *
 * @param layerMutationsMax the most mutations that one layer of the coordinator settles
 */
record WorldServices(
        Scheduler scheduler,
        Sqlite sqlite,
        JournalLimits limits,
        int layerMutationsMax,
        Schema schema,
        Ledger ledger,
        Checker checker,
        ConvergenceCheck convergence,
        Network network,
        Coverage coverage) {
    static final String DOCUMENT = "document";
}
