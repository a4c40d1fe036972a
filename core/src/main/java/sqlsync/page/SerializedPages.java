package sqlsync.page;

import sqlsync.codec.ByteReader;
import sqlsync.codec.ByteWriter;
import sqlsync.codec.Crc32c;
import sqlsync.codec.MalformedException;

/**
 * A set of pages as bytes. Every page that is read has the checksum it was written with, or the
 * reading fails; a raw page is read without the rest.
 *
 * <pre>
 * 0                pages in the database          u32
 * 4                pages in this set, n           u32
 * 8 + 12 i         number of page i, ascending    u32
 * 8 + 12 i + 4     where its bytes begin          u32, from the end of the directory
 * 8 + 12 i + 8     CRC-32C of the page            u32, of the 4096 bytes that result
 * 8 + 12 n         the pages, one after the other
 * </pre>
 *
 * All numbers are little-endian. A page whose bytes are {@link Page#BYTES} is raw; one with fewer
 * is a {@link PageDelta} against the same page in the state before.
 */
public final class SerializedPages {
    static final int HEADER_BYTES = 8;
    static final int ENTRY_BYTES = 12;
    static final int ENTRY_OFFSET = 4;
    static final int ENTRY_CHECKSUM = 8;

    private final byte[] bytes;
    private final int directory;
    private final int data;
    private final int end;
    private final int pageCount;
    private final int size;

    private SerializedPages(byte[] bytes, int offset, int end, int pageCount, int size) {
        this.bytes = bytes;
        this.directory = offset + HEADER_BYTES;
        this.data = directory + size * ENTRY_BYTES;
        this.end = end;
        this.pageCount = pageCount;
        this.size = size;
    }

    /**
     * Writes a set of pages.
     *
     * @param deltas whether a page may be written as a delta against {@link SparsePages#before}; it
     *     is where that is smaller
     */
    public static void write(ByteWriter to, SparsePages pages, boolean deltas) {
        int size = pages.size();
        int directory = to.size() + HEADER_BYTES;
        to.i32(pages.pageCount()).i32(size);
        for (int i = 0; i < size; i++) {
            to.i32(pages.number(i)).i32(0).i32(0);
        }
        int data = to.size();
        for (int i = 0; i < size; i++) {
            byte[] page = pages.array(i);
            int offset = pages.offset(i);
            int begin = to.size();
            byte[] before = deltas && offset == 0 ? pages.before(i) : null;
            if (before == null || !PageDelta.write(to, before, page)) {
                to.raw(page, offset, Page.BYTES);
            }
            int entry = directory + i * ENTRY_BYTES;
            ByteWriter.putInt(to.array(), entry + ENTRY_OFFSET, begin - data);
            ByteWriter.putInt(
                    to.array(), entry + ENTRY_CHECKSUM, Crc32c.of(page, offset, Page.BYTES));
        }
    }

    /**
     * Reads the directory of what {@link #write} wrote. The array is kept, not copied.
     *
     * @throws MalformedException if it is not that
     */
    public static SerializedPages read(byte[] bytes, int offset, int length) {
        ByteReader in = new ByteReader(bytes, offset, length);
        int pageCount = in.i32();
        int size = in.i32();
        if (pageCount < 0 || size < 0 || size > pageCount) {
            throw new MalformedException(size + " pages of " + pageCount);
        }
        if (size > in.remaining() / ENTRY_BYTES) {
            throw new MalformedException("a directory of " + size + " pages is cut short");
        }
        SerializedPages pages =
                new SerializedPages(bytes, offset, offset + length, pageCount, size);
        pages.checkDirectory();
        return pages;
    }

    private void checkDirectory() {
        int numberBefore = 0;
        for (int i = 0; i < size; i++) {
            int number = number(i);
            if (number <= numberBefore || number > pageCount) {
                throw new MalformedException(
                        "page " + number + " after " + numberBefore + " of " + pageCount);
            }
            numberBefore = number;
            int length = length(i);
            if (begin(i) < data || begin(i) > end || length < 0 || length > Page.BYTES) {
                throw new MalformedException("page " + number + " lies outside");
            }
        }
        int first = size == 0 ? end : begin(0);
        if (first != data) {
            throw new MalformedException((first - data) + " bytes before the first page");
        }
    }

    /** Size of the database in pages. */
    public int pageCount() {
        return pageCount;
    }

    /** How many pages are in this set. */
    public int size() {
        return size;
    }

    /** Number of the page at {@code index}, ascending. */
    public int number(int index) {
        return ByteReader.getInt(bytes, entry(index));
    }

    /** Position of a page in the directory, or -1. */
    public int indexOf(int number) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int found = number(middle);
            if (found == number) {
                return middle;
            }
            if (found < number) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** Whether the page can be read without the state before. */
    public boolean raw(int index) {
        return length(index) == Page.BYTES;
    }

    /**
     * Builds the page at {@code index} and checks its checksum.
     *
     * @param before the page in the state before, needed where it is a delta; null for none
     * @param to where the {@link Page#BYTES} bytes go; not {@code before}
     * @throws MalformedException if it does not come out as it was; {@code to} is undefined then
     */
    public void page(int index, byte[] before, byte[] to, int offset) {
        if (offset < 0 || offset > to.length - Page.BYTES) {
            throw new IllegalArgumentException("page at " + offset + " of " + to.length);
        }
        if (raw(index)) {
            System.arraycopy(bytes, begin(index), to, offset, Page.BYTES);
        } else if (before != null) {
            PageDelta.apply(bytes, begin(index), length(index), before, to, offset);
        } else {
            throw new MalformedException(
                    "page " + number(index) + " changes a page that is not there");
        }
        int expected = ByteReader.getInt(bytes, entry(index) + ENTRY_CHECKSUM);
        if (Crc32c.of(to, offset, Page.BYTES) != expected) {
            throw new MalformedException("page " + number(index) + " has a wrong checksum");
        }
    }

    private int entry(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException(index + " of " + size);
        }
        return directory + index * ENTRY_BYTES;
    }

    /** What {@link #read} was given. */
    public byte[] array() {
        return bytes;
    }

    /** Whether it makes up most of {@link #array}, so that keeping that wastes little. */
    public boolean fillsItsArray() {
        return end - directory > bytes.length / 2;
    }

    /** Where the bytes of the page at {@code index} begin in {@link #array}; never 0. */
    public int begin(int index) {
        return data + ByteReader.getInt(bytes, entry(index) + ENTRY_OFFSET);
    }

    private int length(int index) {
        return (index + 1 < size ? begin(index + 1) : end) - begin(index);
    }
}
