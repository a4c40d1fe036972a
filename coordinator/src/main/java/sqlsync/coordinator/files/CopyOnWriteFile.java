package sqlsync.coordinator.files;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import sqlsync.platform.BlockFile;

/** A file that is read from disk, and whose changes stay in memory. */
final class CopyOnWriteFile implements BlockFile {
    private static final int BLOCK_BYTES = 4096;

    /** Null for a file that is not on disk. */
    private final ChannelFile original;

    private final Map<Long, byte[]> changed = new HashMap<>();
    private long size;

    /** What of the original still shows: less after a truncation. */
    private long originalSize;

    CopyOnWriteFile(ChannelFile original) {
        this.original = original;
        size = original == null ? 0 : original.size();
        originalSize = size;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read(long position, byte[] to, int offset, int length) {
        int count = (int) Math.max(0, Math.min(length, size - position));
        for (int done = 0; done < count; ) {
            long at = position + done;
            int within = (int) (at % BLOCK_BYTES);
            int part = Math.min(count - done, BLOCK_BYTES - within);
            byte[] block = block(at / BLOCK_BYTES);
            System.arraycopy(block, within, to, offset + done, part);
            done += part;
        }
        return count;
    }

    @Override
    public int write(long position, byte[] from, int offset, int length) {
        for (int done = 0; done < length; ) {
            long at = position + done;
            int within = (int) (at % BLOCK_BYTES);
            int part = Math.min(length - done, BLOCK_BYTES - within);
            byte[] block = changed.computeIfAbsent(at / BLOCK_BYTES, this::block);
            System.arraycopy(from, offset + done, block, within, part);
            done += part;
        }
        size = Math.max(size, position + length);
        return length;
    }

    private byte[] block(long number) {
        byte[] known = changed.get(number);
        if (known != null) {
            return known;
        }
        byte[] block = new byte[BLOCK_BYTES];
        long at = number * BLOCK_BYTES;
        int left = (int) Math.max(0, Math.min(BLOCK_BYTES, originalSize - at));
        for (int filled = 0; filled < left; ) {
            int count = original.read(at + filled, block, filled, left - filled);
            if (count == 0) {
                break;
            }
            filled += count;
        }
        return block;
    }

    @Override
    public void truncate(long newSize) {
        if (newSize < size) {
            changed.keySet().removeIf(number -> number * BLOCK_BYTES >= newSize);
            byte[] last = changed.get(newSize / BLOCK_BYTES);
            if (last != null) {
                Arrays.fill(last, (int) (newSize % BLOCK_BYTES), BLOCK_BYTES, (byte) 0);
            }
            originalSize = Math.min(originalSize, newSize);
        }
        size = newSize;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        if (original != null) {
            original.close();
        }
    }
}
