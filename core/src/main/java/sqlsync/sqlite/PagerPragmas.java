package sqlsync.sqlite;

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
        if (name.equalsIgnoreCase("journal_mode")) {
            // Without a journal SQLite could not undo a failed statement.
            return value.equalsIgnoreCase("memory");
        }
        if (name.equalsIgnoreCase("locking_mode")) {
            // In exclusive mode it would never look at the change counter again.
            return value.equalsIgnoreCase("normal");
        }
        if (name.equalsIgnoreCase("page_size")) {
            return value.equals(Integer.toString(Page.BYTES));
        }
        if (name.equalsIgnoreCase("temp_store")) {
            // There are no temporary files.
            return value.equalsIgnoreCase("memory") || value.equals("2");
        }
        // The schema cookie only ever moves on: see Pages.revert.
        return !name.equalsIgnoreCase("schema_version");
    }
}
