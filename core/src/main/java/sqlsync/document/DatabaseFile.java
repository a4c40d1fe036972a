package sqlsync.document;

import sqlsync.page.Page;
import sqlsync.storage.PageSnapshot;
import sqlsync.storage.Pages;

/** A document's database as a SQLite file, which {@code importDocument} takes. */
public final class DatabaseFile {
    private DatabaseFile() {}

    /**
     * Copies pages of the file that a snapshot makes, the first one with our {@link ApplicationId}.
     *
     * @param first number of the first one, from 1
     * @param to where they go, from the beginning on
     */
    public static void copy(PageSnapshot snapshot, int first, int count, byte[] to) {
        for (int i = 0; i < count; i++) {
            int index = first - 1 + i;
            int at = i * Page.BYTES;
            System.arraycopy(snapshot.array(index), snapshot.offset(index), to, at, Page.BYTES);
        }
        if (first == 1) {
            ApplicationId.mark(to);
        }
    }

    /** All pages that readers see, with our {@link ApplicationId}. */
    public static byte[] of(Pages pages) {
        PageSnapshot snapshot = pages.freezeForReaders();
        try {
            byte[] file = new byte[snapshot.pageCount() * Page.BYTES];
            copy(snapshot, 1, snapshot.pageCount(), file);
            return file;
        } finally {
            snapshot.release();
        }
    }
}
