package sqlsync.platform;

/**
 * One flat file, synchronously: what an OPFS access handle, a {@code FileChannel} and a simulated
 * disk have in common. Counts are what the platform reported; the runner of batches compares them.
 *
 * <p>Not promised: that a count is right, that an unflushed write survives, that writes reach the
 * disk in order.
 */
public interface BlockFile {
    long size();

    /**
     * @return how many bytes were read; fewer than asked for at the end of the file
     */
    int read(long position, byte[] to, int offset, int length);

    /**
     * @return how many bytes the platform says were written
     */
    int write(long position, byte[] from, int offset, int length);

    void truncate(long size);

    void flush();

    void close();
}
