package sqlsync.coordinator.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;
import sqlsync.platform.BlockFile;

/** A file by its channel. The threads that use it are never interrupted, which would close it. */
final class ChannelFile implements BlockFile {
    private final FileChannel channel;
    private final LongConsumer flushed;

    private ChannelFile(FileChannel channel, LongConsumer flushed) {
        this.channel = channel;
        this.flushed = flushed;
    }

    /**
     * Opens a file that is there, for reading and writing.
     *
     * @param flushed as {@link FileBlockStore} has it
     */
    static ChannelFile open(Path path, LongConsumer flushed) throws IOException {
        return new ChannelFile(
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE), flushed);
    }

    /** Opens a file that is there, for reading. */
    static ChannelFile openToRead(Path path) throws IOException {
        return new ChannelFile(FileChannel.open(path, StandardOpenOption.READ), began -> {});
    }

    /** Makes a file that is not there, for reading and writing by its owner. */
    static ChannelFile create(Path path, LongConsumer flushed) throws IOException {
        return new ChannelFile(PrivateFiles.create(path), flushed);
    }

    @Override
    public long size() {
        try {
            return channel.size();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public int read(long position, byte[] to, int offset, int length) {
        try {
            return Math.max(0, channel.read(ByteBuffer.wrap(to, offset, length), position));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public int write(long position, byte[] from, int offset, int length) {
        ByteBuffer bytes = ByteBuffer.wrap(from, offset, length);
        try {
            while (bytes.hasRemaining()) {
                int at = bytes.position() - offset;
                if (channel.write(bytes, position + at) == 0) {
                    break;
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return bytes.position() - offset;
    }

    @Override
    public void truncate(long size) {
        try {
            long now = channel.size();
            if (size < now) {
                channel.truncate(size);
            } else if (size > now) {
                channel.write(ByteBuffer.allocate(1), size - 1);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void flush() {
        long began = System.nanoTime();
        try {
            channel.force(false);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        flushed.accept(began);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
