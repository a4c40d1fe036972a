package sqlsync.hosting;

import java.util.List;
import sqlsync.platform.IoOperation;

/** What a host is asked to do: the operations of a {@link sqlsync.platform.BlockStore}. */
public sealed interface HostRequest {
    /** Reads the first {@code headBytes} of every file. */
    record Scan(int headBytes) implements HostRequest {}

    /** Makes a file, or empties the one that an earlier host made, and opens it. */
    record Create(int file) implements HostRequest {}

    /** Opens all of these or none; a file that is open stays open. */
    record Open(List<Integer> files) implements HostRequest {}

    /** Closes those of these that are open. */
    record Close(List<Integer> files) implements HostRequest {}

    /** Runs operations on open files, in order, until one fails. */
    record Batch(List<IoOperation> operations) implements HostRequest {}
}
