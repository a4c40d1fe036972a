package sqlsync.reactive;

import sqlsync.sqlite.Connection;
import sqlsync.sqlite.SqlException;
import sqlsync.sqlite.Statement;
import sqlsync.storage.PageChanges;
import sqlsync.storage.PageSet;

/**
 * The pages that the schema lies on. SQLite reads them once and remembers, so they are not among
 * what a query is seen to read; but every query depends on them.
 */
final class SchemaPages {
    private static final String WHOLE =
            "SELECT type, name, tbl_name, rootpage, sql FROM sqlite_schema";

    private final PageChanges changes;
    private final Connection reader;
    private PageSet pages;
    private int asOf;

    /** No change of the schema is known that came after this mark. */
    private int changedBefore;

    SchemaPages(PageChanges changes, Connection reader) {
        this.changes = changes;
        this.reader = reader;
    }

    /** Looks whether the schema has changed. To be called before anything is decided by a mark. */
    void look() {
        int now = changes.mark();
        if (pages == null) {
            read();
        } else if (asOf != now && changed()) {
            changedBefore = now;
            read();
        }
        asOf = now;
    }

    /** Whether it may have changed since that mark, as far as {@link #look} has seen. */
    boolean changedAfter(int mark) {
        return changedBefore > mark;
    }

    private boolean changed() {
        for (int i = 0; i < pages.size(); i++) {
            if (changes.changedAfter(pages.number(i), asOf)) {
                return true;
            }
        }
        return false;
    }

    private void read() {
        PageSet seen = new PageSet();
        seen.add(1);
        reader.recording(
                seen,
                () -> {
                    try (Statement statement = reader.prepare(WHOLE)) {
                        while (statement.step()) {
                            // What it looks at is all that matters.
                        }
                    } catch (SqlException unreadable) {
                        // Then no query can be run either, and each says so itself.
                        seen.add(1);
                    }
                });
        pages = seen;
    }
}
