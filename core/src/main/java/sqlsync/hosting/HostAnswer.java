package sqlsync.hosting;

import java.util.List;
import sqlsync.platform.BlockStore;
import sqlsync.platform.StorageException;

/** What a host answers. Every request gets {@link Waiting} any number of times, then another. */
public sealed interface HostAnswer {
    /** Still at it: the files are held by somebody else, or the directory is slow. */
    record Waiting() implements HostAnswer {}

    record Done() implements HostAnswer {}

    record Found(List<BlockStore.FoundFile> files) implements HostAnswer {}

    /** What the reads of a batch read, in order. */
    record Read(List<byte[]> blocks) implements HostAnswer {}

    record Failed(StorageException failure) implements HostAnswer {}
}
