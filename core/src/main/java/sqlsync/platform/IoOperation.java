package sqlsync.platform;

/** One step of a batch that a {@link BlockStore} runs. Positions and lengths are bytes. */
public sealed interface IoOperation {
    int file();

    /**
     * Reads exactly {@code length} bytes; fewer, at the end of the file, come back as a shorter
     * array.
     */
    record Read(int file, long position, int length) implements IoOperation {}

    /** Writes all of {@code bytes}. The array belongs to the store from here on. */
    record Write(int file, long position, byte[] bytes) implements IoOperation {}

    /** Cuts or extends the file with zeros. */
    record Truncate(int file, long size) implements IoOperation {}

    /** Everything written to the file before is durable once this has succeeded. */
    record Flush(int file) implements IoOperation {}
}
