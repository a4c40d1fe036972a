package sqlsync.sqlite;

import java.util.ArrayList;
import java.util.List;
import sqlsync.page.Page;
import sqlsync.storage.Pages;

/**
 * The file methods that SQLite calls: reads come from the page table, writes go to the open
 * transaction.
 *
 * <p>A commit is {@code xFileControl(COMMIT_PHASETWO)} and nothing else; a transaction whose lock
 * drops without it was rolled back. SQLite keeps pages in a cache of its own and asks, whenever it
 * takes a shared lock, whether the change counter is still the one it knows: after pages changed
 * beneath it, one such question is answered with another counter, and it drops the cache.
 *
 * <p>No method throws. What went wrong is an I/O error to SQLite; {@link #takeProblem} says why.
 */
final class Pager {
    private static final int PRAGMA = 14;
    private static final int COMMIT_PHASETWO = 22;

    /** UNDELETABLE_WHEN_OPEN and POWERSAFE_OVERWRITE. */
    private static final int CHARACTERISTICS = 0x800 | 0x1000;

    /** How much of page 1, from {@link Page#CHANGE_COUNTER}, SQLite asks for to notice changes. */
    private static final int VERSION_BYTES = 16;

    /** In these bytes, the first of the size in pages: no size has its highest bit set. */
    private static final int VERSION_SIZE = 4;

    private final SqliteWasm wasm;
    private final int methods;

    /** By the number in the second word of the {@code sqlite3_file}. */
    private final List<PagerFile> files = new ArrayList<>();

    private Throwable problem;
    private int pagesRead;

    Pager(SqliteWasm wasm) {
        this.wasm = wasm;
        int[] table = {
            1, // iVersion: no shared memory, no memory mapping
            wasm.addFunction(this::close),
            wasm.addTransfer(this::read),
            wasm.addTransfer(this::write),
            wasm.addResize(this::truncate),
            wasm.addFunction((file, flags) -> ResultCode.OK), // xSync
            wasm.addFunction(this::fileSize),
            wasm.addFunction(this::lock),
            wasm.addFunction(this::unlock),
            wasm.addFunction(this::checkReservedLock),
            wasm.addFunction(this::fileControl),
            wasm.addFunction(file -> Page.BYTES), // xSectorSize
            wasm.addFunction(file -> CHARACTERISTICS)
        };
        methods = wasm.malloc(4 * table.length);
        for (int i = 0; i < table.length; i++) {
            wasm.putInt(methods + 4 * i, table[i]);
        }
    }

    /** A file on pages, beside those that are already open on them. */
    PagerFile newFile(Pages pages, boolean readOnly) {
        for (PagerFile file : files) {
            if (file != null && file.pages == pages) {
                return new PagerFile(pages, readOnly, file.siblings());
            }
        }
        return new PagerFile(pages, readOnly, new ArrayList<>(2));
    }

    /** Makes the two words at {@code address} the {@code sqlite3_file} of a file. */
    void open(int address, PagerFile file) {
        int index = files.indexOf(null);
        if (index < 0) {
            index = files.size();
            files.add(file);
        } else {
            files.set(index, file);
        }
        wasm.putInt(address, methods);
        wasm.putInt(address + 4, index);
    }

    /** How many whole pages SQLite has read so far. */
    int pagesRead() {
        return pagesRead;
    }

    int openFiles() {
        int open = 0;
        for (PagerFile file : files) {
            open += file == null ? 0 : 1;
        }
        return open;
    }

    /**
     * Takes open transactions and locks back from all pages; SQLite will not come back for them.
     */
    void discard() {
        for (PagerFile file : files) {
            if (file != null) {
                file.close();
            }
        }
        files.clear();
    }

    /** Why the last I/O error happened, or null. Asking forgets it. */
    Throwable takeProblem() {
        Throwable taken = problem;
        problem = null;
        return taken;
    }

    private int failed(Throwable cause) {
        problem = cause;
        return ResultCode.IO_ERROR;
    }

    private PagerFile file(int address) {
        return files.get(wasm.getInt(address + 4));
    }

    private int close(int file) {
        try {
            int index = wasm.getInt(file + 4);
            files.get(index).close();
            files.set(index, null);
            return ResultCode.OK;
        } catch (Throwable e) {
            return failed(e);
        }
    }

    private int read(int file, int buffer, int count, double offset) {
        try {
            PagerFile f = file(file);
            double last = (double) f.pageCount() * Page.BYTES;
            int number = (int) (offset / Page.BYTES) + 1;
            int within = (int) (offset - (double) (number - 1) * Page.BYTES);
            if (count == Page.BYTES && within == 0 && offset < last) {
                pagesRead++;
                f.isRead(number);
                wasm.write(buffer, f.array(number), f.offset(number), Page.BYTES);
                return ResultCode.OK;
            }
            if (within + count > Page.BYTES || offset >= last) {
                return readBeyond(f, buffer, count, offset);
            }
            f.isRead(number);
            wasm.write(buffer, f.array(number), f.offset(number) + within, count);
            if (count == VERSION_BYTES
                    && offset == Page.CHANGE_COUNTER
                    && f.noticeForeignChanges()) {
                int size = buffer + VERSION_SIZE;
                wasm.fill(size, 1, wasm.getByte(size) ^ 0x80);
            }
            return ResultCode.OK;
        } catch (Throwable e) {
            return failed(e);
        }
    }

    /** What crosses pages, or the end of the file: zeros from there. */
    private int readBeyond(PagerFile f, int buffer, int count, double offset) {
        double last = (double) f.pageCount() * Page.BYTES;
        int done = 0;
        while (done < count && offset + done < last) {
            double at = offset + done;
            int number = (int) (at / Page.BYTES) + 1;
            int within = (int) (at - (double) (number - 1) * Page.BYTES);
            int length = Math.min(Page.BYTES - within, count - done);
            f.isRead(number);
            wasm.write(buffer + done, f.array(number), f.offset(number) + within, length);
            done += length;
        }
        if (done < count) {
            wasm.fill(buffer + done, count - done, 0);
            return ResultCode.SHORT_READ;
        }
        return ResultCode.OK;
    }

    private int write(int file, int buffer, int count, double offset) {
        try {
            PagerFile f = file(file);
            int number = (int) (offset / Page.BYTES) + 1;
            if (count != Page.BYTES || offset != (double) (number - 1) * Page.BYTES) {
                return f.writeOther(wasm, buffer, count, offset);
            }
            if (number > f.pages.pagesMax()) {
                f.beyondLimit = true;
                return ResultCode.FULL;
            }
            wasm.read(buffer, f.pages.replace(number), 0, Page.BYTES);
            return ResultCode.OK;
        } catch (Throwable e) {
            return failed(e);
        }
    }

    private int truncate(int file, double size) {
        try {
            file(file).pages.truncate((int) Math.ceil(size / Page.BYTES));
            return ResultCode.OK;
        } catch (Throwable e) {
            return failed(e);
        }
    }

    private int fileSize(int file, int out) {
        try {
            int pageCount = file(file).pageCount();
            wasm.putInt(out, pageCount << 12);
            wasm.putInt(out + 4, pageCount >>> 20);
            return ResultCode.OK;
        } catch (Throwable e) {
            return failed(e);
        }
    }

    private int lock(int file, int wanted) {
        try {
            return file(file).lock(wanted);
        } catch (Throwable e) {
            return failed(e);
        }
    }

    private int unlock(int file, int to) {
        try {
            file(file).unlock(to);
            return ResultCode.OK;
        } catch (Throwable e) {
            return failed(e);
        }
    }

    private int checkReservedLock(int file, int out) {
        try {
            wasm.putInt(out, file(file).reservedBySomebody() ? 1 : 0);
            return ResultCode.OK;
        } catch (Throwable e) {
            return failed(e);
        }
    }

    private int fileControl(int file, int operation, int argument) {
        try {
            if (operation == COMMIT_PHASETWO) {
                file(file).pages.commitTransaction();
                return ResultCode.OK;
            }
            if (operation == PRAGMA) {
                String name = CText.read(wasm, wasm.getInt(argument + 4));
                String value = CText.read(wasm, wasm.getInt(argument + 8));
                return PagerPragmas.allows(name, value) ? ResultCode.NOT_FOUND : ResultCode.DENIED;
            }
            return ResultCode.NOT_FOUND;
        } catch (Throwable e) {
            return failed(e);
        }
    }
}
