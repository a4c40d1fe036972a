package sqlsync.reactive;

/** What a run of a query gave. */
public interface LiveResult {
    /** Whether the query could not be run: then it is, after any change. */
    boolean failed();
}
