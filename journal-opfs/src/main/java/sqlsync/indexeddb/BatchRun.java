package sqlsync.indexeddb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sqlsync.platform.IoOperation;

/**
 * One batch in one transaction, an operation after the other. The next one begins when the reads of
 * the one before have answered; puts need not be waited for, since a transaction runs its requests
 * in order.
 */
final class BatchRun {
    private final IdbTransaction transaction;
    private final List<IoOperation> operations;
    private final Map<Integer, Long> sizesBefore;

    /** Sizes as this batch leaves them. */
    private final Map<Integer, Long> sizes = new HashMap<>();

    private final List<byte[]> read = new ArrayList<>();

    BatchRun(IdbTransaction transaction, List<IoOperation> operations, Map<Integer, Long> sizes) {
        this.transaction = transaction;
        this.operations = operations;
        this.sizesBefore = sizes;
    }

    List<byte[]> read() {
        return read;
    }

    Map<Integer, Long> sizes() {
        return sizes;
    }

    void start() {
        next(0);
    }

    private void next(int index) {
        if (index == operations.size()) {
            sizes.forEach(transaction::putSize);
            return;
        }
        Runnable then = () -> next(index + 1);
        IoOperation operation = operations.get(index);
        if (operation instanceof IoOperation.Write write) {
            write(write.file(), write.position(), write.bytes(), 0, then);
        } else if (operation instanceof IoOperation.Read wanted) {
            read(wanted, then);
        } else if (operation instanceof IoOperation.Truncate truncate) {
            truncate(truncate.file(), truncate.size(), then);
        } else {
            // Flush: the commit of this transaction is durable, and those before it are.
            then.run();
        }
    }

    private long size(int file) {
        Long changed = sizes.get(file);
        return changed != null ? changed : sizesBefore.get(file);
    }

    private void write(int file, long position, byte[] bytes, int from, Runnable then) {
        if (from == bytes.length) {
            sizes.put(file, Math.max(size(file), position));
            then.run();
            return;
        }
        long block = position / IndexedDbLayout.BLOCK_BYTES;
        int within = (int) (position % IndexedDbLayout.BLOCK_BYTES);
        int length = Math.min(IndexedDbLayout.BLOCK_BYTES - within, bytes.length - from);
        Runnable rest = () -> write(file, position + length, bytes, from + length, then);
        long blockStart = block * IndexedDbLayout.BLOCK_BYTES;
        boolean coversAll = within == 0 && blockStart + length >= size(file);
        if (coversAll || length == IndexedDbLayout.BLOCK_BYTES) {
            transaction.putBlock(file, block, merged(null, bytes, from, 0, length));
            rest.run();
        } else {
            transaction.block(
                    file,
                    block,
                    old -> {
                        transaction.putBlock(file, block, merged(old, bytes, from, within, length));
                        rest.run();
                    });
        }
    }

    private static byte[] merged(byte[] old, byte[] bytes, int from, int within, int length) {
        int oldLength = old == null ? 0 : old.length;
        byte[] block = new byte[Math.max(oldLength, within + length)];
        if (old != null) {
            System.arraycopy(old, 0, block, 0, oldLength);
        }
        System.arraycopy(bytes, from, block, within, length);
        return block;
    }

    private void read(IoOperation.Read wanted, Runnable then) {
        long end = Math.min(size(wanted.file()), wanted.position() + wanted.length());
        byte[] bytes = new byte[(int) Math.max(0, end - wanted.position())];
        read.add(bytes);
        if (bytes.length == 0) {
            then.run();
            return;
        }
        long first = wanted.position() / IndexedDbLayout.BLOCK_BYTES;
        long last = (end - 1) / IndexedDbLayout.BLOCK_BYTES;
        transaction.blocks(
                wanted.file(),
                first,
                last,
                blocks -> {
                    if (blocks.length == last - first + 1) {
                        for (int i = 0; i < blocks.length; i++) {
                            copy(blocks[i], first + i, wanted.position(), bytes);
                        }
                        then.run();
                    } else {
                        readSparse(wanted, first, last, bytes, then);
                    }
                });
    }

    /** Some blocks are not there: they are zeros, and which they are must be asked one by one. */
    private void readSparse(
            IoOperation.Read wanted, long block, long last, byte[] bytes, Runnable then) {
        transaction.block(
                wanted.file(),
                block,
                found -> {
                    if (found != null) {
                        copy(found, block, wanted.position(), bytes);
                    }
                    if (block == last) {
                        then.run();
                    } else {
                        readSparse(wanted, block + 1, last, bytes, then);
                    }
                });
    }

    private static void copy(byte[] block, long number, long position, byte[] bytes) {
        long start = number * IndexedDbLayout.BLOCK_BYTES - position;
        int skip = (int) Math.max(0, -start);
        int to = (int) Math.max(0, start);
        int length = Math.min(block.length - skip, bytes.length - to);
        if (length > 0) {
            System.arraycopy(block, skip, bytes, to, length);
        }
    }

    private void truncate(int file, long size, Runnable then) {
        long before = size(file);
        sizes.put(file, size);
        int within = (int) (size % IndexedDbLayout.BLOCK_BYTES);
        long block = size / IndexedDbLayout.BLOCK_BYTES;
        if (size >= before) {
            then.run();
            return;
        }
        transaction.deleteBlocks(file, within == 0 ? block : block + 1);
        if (within == 0) {
            then.run();
            return;
        }
        transaction.block(
                file,
                block,
                old -> {
                    if (old != null && old.length > within) {
                        transaction.putBlock(file, block, Arrays.copyOf(old, within));
                    }
                    then.run();
                });
    }
}
