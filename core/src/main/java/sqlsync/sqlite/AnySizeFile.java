package sqlsync.sqlite;

import java.util.ArrayList;
import sqlsync.page.Page;
import sqlsync.storage.Pages;

/** The file of a database whose pages have any size, to be converted. */
final class AnySizeFile extends PagerFile {
    AnySizeFile(Pages pages) {
        super(pages, false, new ArrayList<>(1));
    }

    @Override
    int writeOther(SqliteWasm wasm, int buffer, int count, double offset) {
        for (int done = 0; done < count; ) {
            double at = offset + done;
            int number = (int) (at / Page.BYTES) + 1;
            int within = (int) (at - (double) (number - 1) * Page.BYTES);
            int length = Math.min(Page.BYTES - within, count - done);
            if (number > pages.pagesMax()) {
                beyondLimit = true;
                return ResultCode.FULL;
            }
            byte[] before = number <= pages.pageCount() ? pages.page(number).clone() : Page.ZEROS;
            byte[] page = pages.replace(number);
            System.arraycopy(before, 0, page, 0, Page.BYTES);
            wasm.read(buffer + done, page, within, length);
            done += length;
        }
        return ResultCode.OK;
    }
}
