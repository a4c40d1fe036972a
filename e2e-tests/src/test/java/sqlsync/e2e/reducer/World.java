package sqlsync.e2e.reducer;

import java.util.List;

/** Somewhere a reducer runs, with a document of its own. */
interface World {
    /** Makes these mutations one after the other, and says what became of each. */
    List<String> make(List<Call> calls);

    /** Makes one mutation of several calls, and says what became of it. */
    String makeTogether(List<Call> calls);

    /** The document as a SQLite file. */
    byte[] content();
}
