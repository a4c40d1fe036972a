package sqlsync.coordinator.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.coordinator.health.FatalErrors;
import sqlsync.document.StorageFailures;
import sqlsync.platform.Answer;
import sqlsync.platform.BlockStore;
import sqlsync.platform.Completion;
import sqlsync.platform.IoOperation;
import sqlsync.platform.StorageException;

/** What the conformance of block stores does not say: other files, many threads, ends. */
class FileBlockStoreFilesTest {
    @TempDir Path directory;

    private FileBlockStore atOnce() {
        return new FileBlockStore(directory, Runnable::run, Runnable::run, () -> {});
    }

    @Test
    void filesOfOthersAreLeftAlone() throws Exception {
        for (String name : List.of("x.segment", "007.segment", "-1.segment", "9.segment.bak")) {
            Files.writeString(directory.resolve(name), "theirs");
        }
        Files.writeString(directory.resolve("9.segment"), "ours");
        Answer<List<BlockStore.FoundFile>> found = new Answer<>();
        atOnce().scan(3, found);
        assertEquals(1, found.get().size());
        assertEquals(9, found.get().get(0).file());
    }

    private StorageException scanned() {
        Answer<List<BlockStore.FoundFile>> found = new Answer<>();
        atOnce().scan(3, found);
        return found.failure();
    }

    @Test
    void aFileThatWasLostWhileNobodyRanIsNoticedByTheScan() throws Exception {
        FileBlockStore store = atOnce();
        for (int file : List.of(0, 1, 12)) {
            store.create(file, new Answer<>());
        }
        store.closeAll(() -> {});
        for (int file : List.of(0, 1, 12)) {
            Path lost = directory.resolve(file + ".segment");
            Path elsewhere = directory.resolve("elsewhere");
            Files.move(lost, elsewhere);
            StorageException failure = scanned();
            assertEquals(StorageException.Kind.CORRUPT, failure.kind());
            assertTrue(
                    failure.getMessage().startsWith("the file " + file + ".segment is missing"),
                    failure.getMessage());
            Files.move(elsewhere, lost);
            assertNull(scanned());
        }
        Files.delete(directory.resolve("12.segment"));
        Files.delete(directory.resolve("segments"));
        assertNull(scanned(), "the operator goes on with what is left");
    }

    @Test
    void filesOfAnEarlierVersionAreListedByTheFirstScan() throws Exception {
        Files.writeString(directory.resolve("3.segment"), "");
        assertNull(scanned());
        Files.delete(directory.resolve("3.segment"));
        assertEquals(StorageException.Kind.CORRUPT, scanned().kind());
    }

    @Test
    void aLineThatACrashToreNamesNoFile() throws Exception {
        for (String torn : List.of("\n", "\n1", "\n12.segmen", "\0\0\0", "\n3.segment.bak")) {
            Files.writeString(directory.resolve("segments"), "\n2.segment\n" + torn);
            Files.writeString(directory.resolve("2.segment"), "");
            assertNull(scanned(), torn);
            FileBlockStore store = atOnce();
            store.create(13, new Answer<>());
            store.closeAll(() -> {});
            assertNull(scanned(), torn);
            Files.delete(directory.resolve("13.segment"));
            assertEquals(StorageException.Kind.CORRUPT, scanned().kind(), torn);
        }
    }

    @Test
    void aFileThatIsThereIsNotMadeAgain() throws Exception {
        Files.writeString(directory.resolve("1.segment"), "kept");
        Answer<Void> created = new Answer<>();
        atOnce().create(1, created);
        assertNotNull(created.failure());
        assertEquals("kept", Files.readString(directory.resolve("1.segment")));
    }

    @Test
    void whatFailsHalfwayOpensNothing() throws Exception {
        FileBlockStore store = atOnce();
        store.create(1, new Answer<>());
        store.close(List.of(1), new Answer<>());
        Answer<Void> both = new Answer<>();
        store.open(List.of(1, 2), both);
        assertEquals(StorageException.Kind.UNAVAILABLE, both.failure().kind());
        Answer<List<byte[]>> read = new Answer<>();
        store.submit(List.of(new IoOperation.Read(1, 0, 1)), read);
        assertNotNull(read.failure());
    }

    @Test
    void aFileThatWasDeletedOrReplacedIsNoticedAtTheNextFlush() throws Exception {
        for (boolean replaced : List.of(false, true)) {
            FileBlockStore store = atOnce();
            int used = replaced ? 3 : 1;
            store.create(used, new Answer<>());
            store.create(used + 1, new Answer<>());
            Path lost = directory.resolve((used + 1) + ".segment");
            Files.delete(lost);
            if (replaced) {
                Files.createFile(lost);
            }
            Answer<List<byte[]>> flushed = new Answer<>();
            store.submit(List.of(new IoOperation.Flush(used)), flushed);
            assertEquals(StorageException.Kind.FAILED, flushed.failure().kind());
            assertTrue(flushed.failure().getMessage().contains("was deleted or replaced"));
            Answer<List<byte[]>> read = new Answer<>();
            store.submit(List.of(new IoOperation.Read(used, 0, 1)), read);
            assertEquals(1, read.get().size(), "what is there can still be read");
            store.closeAll(() -> {});
        }
    }

    @Test
    void aBatchIsNotAcknowledgedOnceTheFilesAreSomebodyElses() {
        int[] checks = {0};
        FileBlockStore store =
                new FileBlockStore(
                        directory,
                        Runnable::run,
                        Runnable::run,
                        () -> {
                            if (++checks[0] == 2) {
                                throw new java.io.IOException("lost");
                            }
                        });
        store.create(1, new Answer<>());
        Answer<List<byte[]>> written = new Answer<>();
        store.submit(List.of(new IoOperation.Write(1, 0, new byte[] {1})), written);
        assertEquals("lost", written.failure().getMessage());
    }

    @Test
    void manyThreadsKeepTheOrderOfRequests() throws Exception {
        ExecutorService disk = Executors.newFixedThreadPool(4);
        ExecutorService home = Executors.newSingleThreadExecutor();
        try {
            FileBlockStore store = new FileBlockStore(directory, disk, home, () -> {});
            store.create(1, new Answer<>());
            List<Answer<List<byte[]>>> answers = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                Answer<List<byte[]>> answer = new Answer<>();
                answers.add(answer);
                byte[] bytes = {(byte) i};
                store.submit(
                        List.of(new IoOperation.Write(1, 0, bytes), new IoOperation.Read(1, 0, 1)),
                        answer);
            }
            store.closeAll(home::shutdown);
            assertTrue(home.awaitTermination(30, TimeUnit.SECONDS));
            for (int i = 0; i < answers.size(); i++) {
                assertEquals((byte) i, answers.get(i).get().get(0)[0]);
            }
        } finally {
            disk.shutdownNow();
            home.shutdownNow();
        }
    }

    @Test
    void anErrorOnAThreadOfTheDiskEndsTheProcess() throws Exception {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        FatalErrors fatal = new FatalErrors(end::complete);
        ExecutorService disk =
                Executors.newSingleThreadExecutor(
                        work -> {
                            Thread thread = new Thread(work);
                            thread.setUncaughtExceptionHandler(fatal);
                            return thread;
                        });
        FileBlockStore store =
                new FileBlockStore(
                        directory,
                        disk,
                        task -> {
                            throw new NoClassDefFoundError("made up");
                        },
                        () -> {});
        store.scan(1, new Answer<>());
        assertEquals(FatalErrors.EXIT_CODE, end.get(30, TimeUnit.SECONDS));
        disk.shutdown();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskIsSaidToBeTheCoordinators() throws Exception {
        Files.createSymbolicLink(directory.resolve("3.segment"), Path.of("/dev/full"));
        FileBlockStore store = atOnce();
        store.open(List.of(3), new Answer<>());
        List<Throwable> told = new ArrayList<>();
        store.submit(
                List.of(new IoOperation.Write(3, 0, new byte[10])),
                Completion.of(
                        ignored -> told.add(new AssertionError("a full disk took it")),
                        failure -> told.add(StorageFailures.describe(failure))));
        assertEquals(
                "Storage is full: the coordinator's disk has no room. Nothing that was acknowledged is"
                        + " lost; free space and try again.",
                told.get(0).getMessage());
    }
}
