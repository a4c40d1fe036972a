package sqlsync.document;

import sqlsync.page.Page;

/**
 * The {@code application_id} in the header of a SQLite file. An exported file has {@link #OURS},
 * unless the document has one of its own: by this, an import tells whose schema version {@code
 * user_version} is. The pages of a document do not have it.
 */
public final class ApplicationId {
    /** "SQSY". */
    static final int OURS = 0x53515359;

    private static final int AT = 68;

    private ApplicationId() {}

    /** Marks an exported file, unless it has an id. */
    static void mark(byte[] file) {
        if (file.length > 0 && of(file) == 0) {
            Page.putNumber(file, AT, OURS);
        }
    }

    public static boolean isOurs(byte[] file) {
        return of(file) == OURS;
    }

    /** Takes the mark away again. */
    public static void clear(byte[] page) {
        Page.putNumber(page, AT, 0);
    }

    private static int of(byte[] file) {
        return Page.number(file, AT);
    }
}
