package sqlsync.platform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class BlockFileRunnerTest {
    private final FaultyDisk disk = new FaultyDisk();
    private final FaultyFile file = new FaultyFile(disk);
    private final BlockFileRunner runner = new BlockFileRunner();

    BlockFileRunnerTest() {
        runner.add(1, file);
    }

    private StorageException.Kind kindOf(Fault fault, IoOperation operation) {
        disk.failAfter(0, fault);
        return assertThrows(StorageException.class, () -> runner.run(List.of(operation))).kind();
    }

    @Test
    void shortWriteIsNoWrite() {
        assertEquals(
                StorageException.Kind.FULL,
                kindOf(Fault.SHORT, new IoOperation.Write(1, 0, new byte[100])));
    }

    @Test
    void countThatIsMinusEightMeansFull() {
        assertEquals(
                StorageException.Kind.FULL,
                kindOf(Fault.MISCOUNTS, new IoOperation.Write(1, 0, new byte[100])));
    }

    @Test
    void anyExceptionIsAFailure() {
        assertEquals(
                StorageException.Kind.FAILED,
                kindOf(Fault.FAILS, new IoOperation.Write(1, 0, new byte[100])));
        assertEquals(StorageException.Kind.FAILED, kindOf(Fault.FAILS, new IoOperation.Flush(1)));
        assertEquals(
                StorageException.Kind.FAILED, kindOf(Fault.FAILS, new IoOperation.Read(1, 0, 4)));
    }

    @Test
    void storageExceptionsPassUnchanged() {
        assertEquals(
                StorageException.Kind.FULL,
                kindOf(Fault.FULL, new IoOperation.Write(1, 0, new byte[100])));
    }

    @Test
    void readThatComesInPiecesIsPutTogether() {
        runner.add(
                2,
                new Stub() {
                    @Override
                    public int read(long position, byte[] to, int offset, int length) {
                        to[offset] = (byte) position;
                        return position < 5 ? 1 : 0;
                    }
                });
        byte[] read = runner.run(List.of(new IoOperation.Read(2, 1, 9))).get(0);
        assertArrayEquals(new byte[] {1, 2, 3, 4}, read);
    }

    @Test
    void readThatCountsMoreThanWasAskedForFails() {
        runner.add(
                2,
                new Stub() {
                    @Override
                    public int read(long position, byte[] to, int offset, int length) {
                        return length + 1;
                    }
                });
        assertThrows(
                StorageException.class, () -> runner.run(List.of(new IoOperation.Read(2, 0, 9))));
    }

    @Test
    void writeThatCountsMoreThanWasGivenFails() {
        runner.add(
                2,
                new Stub() {
                    @Override
                    public int write(long position, byte[] from, int offset, int length) {
                        return length + 1;
                    }
                });
        StorageException failure =
                assertThrows(
                        StorageException.class,
                        () -> runner.run(List.of(new IoOperation.Write(2, 0, new byte[4]))));
        assertEquals(StorageException.Kind.FAILED, failure.kind());
    }

    @Test
    void fileThatIsNotOpenIsUnavailable() {
        StorageException failure =
                assertThrows(
                        StorageException.class,
                        () -> runner.run(List.of(new IoOperation.Flush(9))));
        assertEquals(StorageException.Kind.UNAVAILABLE, failure.kind());
    }

    private static class Stub implements BlockFile {
        @Override
        public long size() {
            return 0;
        }

        @Override
        public int read(long position, byte[] to, int offset, int length) {
            return 0;
        }

        @Override
        public int write(long position, byte[] from, int offset, int length) {
            return length;
        }

        @Override
        public void truncate(long size) {}

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
