package sqlsync.platform;

import java.util.Arrays;

/** A file in memory, at most 2 GiB. Closing it keeps what it holds. */
public final class MemoryBlockFile implements BlockFile {
    private byte[] bytes = new byte[0];
    private int size;

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read(long position, byte[] to, int offset, int length) {
        if (position >= size) {
            return 0;
        }
        int from = (int) position;
        int count = Math.min(length, size - from);
        System.arraycopy(bytes, from, to, offset, count);
        return count;
    }

    @Override
    public int write(long position, byte[] from, int offset, int length) {
        reach(position + length);
        System.arraycopy(from, offset, bytes, (int) position, length);
        size = Math.max(size, (int) position + length);
        return length;
    }

    @Override
    public void truncate(long newSize) {
        reach(newSize);
        int cut = (int) newSize;
        if (cut < size) {
            bytes = Arrays.copyOf(bytes, cut);
        }
        size = cut;
    }

    private void reach(long wanted) {
        if (wanted > Integer.MAX_VALUE - 8) {
            throw new StorageException(
                    StorageException.Kind.FULL,
                    "A file in memory cannot have " + wanted + " bytes.");
        }
        if (wanted > bytes.length) {
            int room = (int) Math.min(Integer.MAX_VALUE - 8, Math.max(wanted, bytes.length * 2L));
            bytes = Arrays.copyOf(bytes, room);
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
