package sqlsync.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A file with a platter and, above it, a cache of what was not flushed. */
final class FaultyFile implements BlockFile {
    /** What a disk writes whole or not at all. */
    static final int SECTOR_BYTES = 512;

    private sealed interface Change {}

    private record Written(long position, byte[] bytes) implements Change {}

    private record Truncated(long size) implements Change {}

    private final FaultyDisk disk;
    private MemoryBlockFile platter = new MemoryBlockFile();
    private MemoryBlockFile cached = new MemoryBlockFile();
    private final List<Change> unflushed = new ArrayList<>();
    private boolean everFlushed;

    FaultyFile(FaultyDisk disk) {
        this.disk = disk;
    }

    /** Whether its name is known to be on disk, too. */
    boolean everFlushed() {
        return everFlushed;
    }

    @Override
    public long size() {
        return cached.size();
    }

    @Override
    public int read(long position, byte[] to, int offset, int length) {
        if (disk.next() != null) {
            throw new IllegalStateException("read failed on purpose");
        }
        disk.countRead(length);
        return cached.read(position, to, offset, length);
    }

    @Override
    public int write(long position, byte[] from, int offset, int length) {
        Fault fault = disk.next();
        if (fault == null && !disk.hasRoom(this, position + length)) {
            fault = Fault.SHORT;
        }
        int half = length / 2;
        if (fault == null) {
            put(position, from, offset, length);
            return length;
        }
        switch (fault) {
            case FAILS, FULL -> {}
            case FAILS_AFTERWARDS -> put(position, from, offset, length);
            default -> put(position, from, offset, half);
        }
        return switch (fault) {
            case SHORT -> half;
            case MISCOUNTS -> -8;
            case POWER_CUT_HALFWAY -> throw new PowerCut();
            case FULL -> throw new StorageException(StorageException.Kind.FULL, "full on purpose");
            default -> throw new IllegalStateException("write failed on purpose");
        };
    }

    private void put(long position, byte[] from, int offset, int length) {
        byte[] bytes = new byte[length];
        System.arraycopy(from, offset, bytes, 0, length);
        cached.write(position, bytes, 0, length);
        unflushed.add(new Written(position, bytes));
    }

    @Override
    public void truncate(long size) {
        if (disk.next() != null) {
            throw new IllegalStateException("truncate failed on purpose");
        }
        cached.truncate(size);
        unflushed.add(new Truncated(size));
    }

    @Override
    public void flush() {
        Fault fault = disk.next();
        if (fault == null || fault == Fault.FAILS_AFTERWARDS || fault == Fault.FAILS_HALFWAY) {
            everFlushed = true;
            unflushed.forEach(change -> apply(change, platter));
            unflushed.clear();
        }
        if (fault == Fault.POWER_CUT_HALFWAY) {
            throw new PowerCut();
        }
        if (fault != null) {
            throw new IllegalStateException("flush failed on purpose");
        }
    }

    @Override
    public void close() {}

    /** The machine stops: of what was not flushed, any sectors may have reached the platter. */
    void crash(Random random) {
        int survival = random.nextInt(5);
        for (Change change : unflushed) {
            if (change instanceof Written written) {
                for (int at = 0; at < written.bytes.length; at += SECTOR_BYTES) {
                    int length = Math.min(SECTOR_BYTES, written.bytes.length - at);
                    if (survives(survival, random)) {
                        platter.write(written.position + at, written.bytes, at, length);
                    }
                }
            } else if (survives(survival, random)) {
                apply(change, platter);
            }
        }
        unflushed.clear();
        cached = copy(platter);
    }

    private static boolean survives(int survival, Random random) {
        return random.nextInt(4) < survival;
    }

    private static void apply(Change change, MemoryBlockFile file) {
        if (change instanceof Written written) {
            file.write(written.position, written.bytes, 0, written.bytes.length);
        } else if (change instanceof Truncated truncated) {
            file.truncate(truncated.size);
        }
    }

    private static MemoryBlockFile copy(MemoryBlockFile file) {
        MemoryBlockFile copy = new MemoryBlockFile();
        byte[] bytes = new byte[(int) file.size()];
        file.read(0, bytes, 0, bytes.length);
        copy.write(0, bytes, 0, bytes.length);
        return copy;
    }

    /** What it holds, as a process would read it. */
    byte[] contents() {
        byte[] bytes = new byte[(int) cached.size()];
        cached.read(0, bytes, 0, bytes.length);
        return bytes;
    }

    /** Replaces all of it, on the platter too. */
    void replace(byte[] bytes) {
        platter = new MemoryBlockFile();
        platter.write(0, bytes, 0, bytes.length);
        cached = copy(platter);
        unflushed.clear();
        everFlushed = true;
    }
}
