package sqlsync.document;

import sqlsync.page.Page;
import sqlsync.page.SparsePages;

/** Pages as one SQLite file, with our {@link ApplicationId}. */
final class Exporting {
    private Exporting() {}

    /**
     * @param pages all pages of a database
     */
    static byte[] file(SparsePages pages) {
        byte[] file = new byte[pages.pageCount() * Page.BYTES];
        for (int i = 0; i < pages.size(); i++) {
            System.arraycopy(
                    pages.page(i), 0, file, (pages.number(i) - 1) * Page.BYTES, Page.BYTES);
        }
        ApplicationId.mark(file);
        return file;
    }
}
