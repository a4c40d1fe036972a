package sqlsync.sqlite;

import sqlsync.codec.Ascii;
import sqlsync.page.Page;

/** Settings of a connection without which the pager could not tell what is committed. */
final class PagerPragmas {
    private PagerPragmas() {}

    /**
     * @param value null where the pragma only asks
     */
    static boolean allows(String name, String value) {
        if (name == null || value == null) {
            return true;
        }
        if (Ascii.equalsIgnoreCase(name, "journal_mode")) {
            // Without a journal SQLite could not undo a failed statement.
            return Ascii.equalsIgnoreCase(value, "memory");
        }
        if (Ascii.equalsIgnoreCase(name, "locking_mode")) {
            // In exclusive mode it would never look at the change counter again.
            return Ascii.equalsIgnoreCase(value, "normal");
        }
        if (Ascii.equalsIgnoreCase(name, "page_size")) {
            return value.equals(Integer.toString(Page.BYTES));
        }
        if (Ascii.equalsIgnoreCase(name, "temp_store")) {
            // There are no temporary files.
            return Ascii.equalsIgnoreCase(value, "memory") || value.equals("2");
        }
        // The schema cookie only ever moves on: see Pages.revert.
        return !Ascii.equalsIgnoreCase(name, "schema_version");
    }
}
