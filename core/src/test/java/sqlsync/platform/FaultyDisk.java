package sqlsync.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A disk with a menu of damage: one operation that goes wrong in any way of {@link Fault}, a crash
 * that loses any of the sectors that were not flushed, in any order, bits that rot, a capacity.
 *
 * <p>It outlives the {@link FaultyBlockStore}s that are opened on it, as a disk outlives processes.
 */
public final class FaultyDisk {
    final Map<Integer, FaultyFile> files = new TreeMap<>();
    private int operations;
    private int faultAt = -1;
    private int faultUntil = -1;
    private Fault fault;
    private long capacityBytes = Long.MAX_VALUE;
    private long bytesRead;

    /** The operation that comes after {@code skipped} more goes wrong, once. */
    public void failAfter(int skipped, Fault kind) {
        faultAt = operations + skipped;
        faultUntil = faultAt + 1;
        fault = kind;
    }

    /** All operations go wrong from the one that comes after {@code skipped} more. */
    public void failFrom(int skipped, Fault kind) {
        faultAt = operations + skipped;
        faultUntil = Integer.MAX_VALUE;
        fault = kind;
    }

    /** Nothing goes wrong any more. */
    public void heal() {
        faultAt = -1;
        faultUntil = -1;
        capacityBytes = Long.MAX_VALUE;
    }

    /** Whether the fault asked for has happened. */
    public boolean faultHappened() {
        return faultAt >= 0 && operations > faultAt;
    }

    /** Operations so far: creating, opening, reading, writing, truncating, flushing. */
    public int operations() {
        return operations;
    }

    public long bytesRead() {
        return bytesRead;
    }

    /** All files together hold no more than this. */
    public void limitTo(long bytes) {
        capacityBytes = bytes;
    }

    /** Bytes of all files. */
    public long bytes() {
        long bytes = 0;
        for (FaultyFile file : files.values()) {
            bytes += file.size();
        }
        return bytes;
    }

    public List<Integer> fileNumbers() {
        return new ArrayList<>(files.keySet());
    }

    public byte[] contents(int file) {
        return files.get(file).contents();
    }

    /** Puts bytes on the platter, behind everyone's back. */
    public void replace(int file, byte[] bytes) {
        files.computeIfAbsent(file, number -> new FaultyFile(this)).replace(bytes);
    }

    public void flipBit(int file, int position, int bit) {
        byte[] bytes = contents(file);
        bytes[position] ^= (byte) (1 << bit);
        replace(file, bytes);
    }

    /** A file is lost with its name. */
    public void lose(int file) {
        files.remove(file);
    }

    /** The machine stops and starts again. Stores on this disk are of no use after it. */
    public void crash(Random random) {
        heal();
        files.values().removeIf(file -> !file.everFlushed() && random.nextBoolean());
        for (FaultyFile file : files.values()) {
            file.crash(random);
        }
    }

    void countRead(int length) {
        bytesRead += length;
    }

    boolean hasRoom(FaultyFile file, long wanted) {
        return wanted <= file.size() || bytes() - file.size() + wanted <= capacityBytes;
    }

    /** The fault of the next operation, or null; power cuts happen here. */
    Fault next() {
        int operation = operations++;
        if (operation < faultAt || operation >= faultUntil) {
            return null;
        }
        if (fault == Fault.POWER_CUT) {
            throw new PowerCut();
        }
        return fault;
    }
}
