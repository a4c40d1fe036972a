package sqlsync.page;

import java.util.Arrays;
import sqlsync.codec.ByteWriter;

/** The bytes of a {@link SerializedPages}, a chunk at a time. */
public final class PagesWriter {
    private final SparsePages pages;
    private byte[] bytes;
    private int position;

    public PagesWriter(SparsePages pages) {
        this.pages = pages;
    }

    /** The next bytes, at most {@code most}; null at the end. */
    public byte[] next(int most) {
        if (bytes == null) {
            ByteWriter out = new ByteWriter();
            SerializedPages.write(out, pages, false);
            bytes = out.toByteArray();
        }
        if (position == bytes.length) {
            return null;
        }
        int end = Math.min(bytes.length, position + most);
        byte[] chunk = Arrays.copyOfRange(bytes, position, end);
        position = end;
        return chunk;
    }
}
