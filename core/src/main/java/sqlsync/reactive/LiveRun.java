package sqlsync.reactive;

import sqlsync.sqlite.Connection;

/** How to run a query. */
public interface LiveRun<R extends LiveResult> {
    /**
     * Runs it once. What is wrong with the query is told in the result; what is thrown from here is
     * the end of the module.
     *
     * @param before what the last run gave; null for none. To be given again where nothing differs.
     */
    R run(Connection reader, R before);
}
