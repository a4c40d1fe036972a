package sqlsync.page;

import sqlsync.codec.ByteWriter;
import sqlsync.codec.Crc32c;

/**
 * The bytes of a {@link SerializedPages} with raw pages only, a chunk at a time: first the
 * directory, then the pages. Work and memory of a chunk are bounded by what is asked for.
 */
public final class PagesWriter {
    /** A chunk of the directory reads this many times the bytes that a chunk of pages has. */
    private static final int CHECKSUM_FACTOR = 4;

    private final SparsePages pages;
    private boolean begun;
    private int entries;
    private int written;

    /** How much of page {@link #written} has been written. */
    private int position;

    public PagesWriter(SparsePages pages) {
        this.pages = pages;
    }

    /**
     * The next bytes.
     *
     * @param most how many at most; at least {@link Page#BYTES}
     * @return null at the end
     */
    public byte[] next(int most) {
        if (most < Page.BYTES) {
            throw new IllegalArgumentException("chunks of " + most + " bytes");
        }
        if (!begun) {
            begun = true;
            return new ByteWriter(SerializedPages.HEADER_BYTES)
                    .i32(pages.pageCount())
                    .i32(pages.size())
                    .toByteArray();
        }
        if (entries < pages.size()) {
            return directory(most);
        }
        return written < pages.size() ? raw(most) : null;
    }

    private byte[] directory(int most) {
        int room =
                Math.min(most / SerializedPages.ENTRY_BYTES, most / Page.BYTES * CHECKSUM_FACTOR);
        int until = Math.min(pages.size(), entries + room);
        ByteWriter out = new ByteWriter((until - entries) * SerializedPages.ENTRY_BYTES);
        for (; entries < until; entries++) {
            out.i32(pages.number(entries))
                    .i32(entries * Page.BYTES)
                    .i32(Crc32c.of(pages.array(entries), pages.offset(entries), Page.BYTES));
        }
        return out.toByteArray();
    }

    private byte[] raw(int most) {
        int near = Math.min(pages.size() - written, most / Page.BYTES + 2);
        byte[] chunk = new byte[Math.min(most, near * Page.BYTES - position)];
        int filled = 0;
        while (filled < chunk.length) {
            int length = Math.min(Page.BYTES - position, chunk.length - filled);
            int from = pages.offset(written) + position;
            System.arraycopy(pages.array(written), from, chunk, filled, length);
            filled += length;
            position += length;
            if (position == Page.BYTES) {
                position = 0;
                written++;
            }
        }
        return chunk;
    }
}
