package sqlsync.document;

import java.util.Arrays;
import sqlsync.page.Page;
import sqlsync.storage.PageSnapshot;
import sqlsync.storage.Pages;

/** A document's database as a SQLite file, which {@code importDocument} takes. */
public final class DatabaseFile {
    private DatabaseFile() {}

    /**
     * A page of the file that a snapshot makes, the first one with our {@link ApplicationId}.
     *
     * @param number from 1
     */
    public static byte[] page(PageSnapshot snapshot, int number) {
        int at = snapshot.offset(number - 1);
        byte[] page = Arrays.copyOfRange(snapshot.array(number - 1), at, at + Page.BYTES);
        if (number == 1) {
            ApplicationId.mark(page);
        }
        return page;
    }

    /** All pages that readers see, with our {@link ApplicationId}. */
    public static byte[] of(Pages pages) {
        PageSnapshot snapshot = pages.freezeForReaders();
        try {
            byte[] file = new byte[snapshot.pageCount() * Page.BYTES];
            for (int i = 0; i < snapshot.size(); i++) {
                int at = (snapshot.number(i) - 1) * Page.BYTES;
                System.arraycopy(snapshot.array(i), snapshot.offset(i), file, at, Page.BYTES);
            }
            ApplicationId.mark(file);
            return file;
        } finally {
            snapshot.release();
        }
    }
}
