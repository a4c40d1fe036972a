package sqlsync.coordinator.document;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.coordinator.files.DataDirectory;
import sqlsync.coordinator.files.FileBlockStore;
import sqlsync.coordinator.limit.CoordinatorLimits;
import sqlsync.coordinator.loop.SystemRandomness;
import sqlsync.coordinator.stored.StoredCopy;
import sqlsync.document.DocumentServices;
import sqlsync.document.ImportedFile;
import sqlsync.document.StorageFailures;
import sqlsync.document.coordinator.CoordinatorDocument;
import sqlsync.document.coordinator.CoordinatorListener;
import sqlsync.journal.SegmentPool;
import sqlsync.platform.Completion;
import sqlsync.sqlite.SqliteTrapException;

/**
 * Makes a document of a SQLite file. It is made in a directory beside the documents, which becomes
 * the document's own in one step when all of it is on disk: a process that dies before leaves
 * nothing that is taken for a document. Runs on a thread of the disk while nobody can open the
 * document, and waits for the loop that it uses.
 */
final class DocumentImport {
    private final DataDirectory data;
    private final LoopEngine engine;
    private final Executor disk;
    private final FileBlockStore.Ownership ownership;

    DocumentImport(
            DataDirectory data,
            LoopEngine engine,
            Executor disk,
            FileBlockStore.Ownership ownership) {
        this.data = data;
        this.engine = engine;
        this.disk = disk;
        this.ownership = ownership;
    }

    /**
     * Returns when it is on disk.
     *
     * @throws SqlSyncException {@code already-exists}, {@code invalid-argument} over the file, or
     *     what opening a document fails with
     */
    Void make(String id, String reducer, ImportedFile file) throws IOException {
        requireAbsent(id);
        Path directory = data.makeIncoming(id);
        try {
            CompletableFuture<Void> made = new CompletableFuture<>();
            engine.loop().execute(() -> begin(directory, id, reducer, file, made));
            made.join();
            data.accept(directory);
            return null;
        } catch (java.util.concurrent.CompletionException problem) {
            throw problem.getCause() instanceof RuntimeException known ? known : problem;
        } finally {
            data.removeIncoming(directory);
        }
    }

    /** A directory in which a process died before it made anything is no document. */
    private void requireAbsent(String id) throws IOException {
        if (data.isDeleted(id)) {
            throw Documents.deleted(id);
        }
        Path directory = data.ofDocument(id);
        if (!Files.isDirectory(directory)) {
            return;
        }
        StoredCopy copy = StoredCopy.describe(directory);
        if (copy.document() != null || !copy.problems().isEmpty()) {
            throw new SqlSyncException(
                    ErrorCode.ALREADY_EXISTS,
                    "There is a document \"" + id + "\" already: choose another id.");
        }
        data.remove(directory);
    }

    private void begin(
            Path directory,
            String id,
            String reducer,
            ImportedFile file,
            CompletableFuture<Void> made) {
        FileBlockStore store = new FileBlockStore(directory, disk, engine.loop(), ownership);
        Completion<CoordinatorDocument, SqlSyncException> done =
                Completion.of(
                        document -> close(document, store, made),
                        why -> store.closeAll(() -> made.completeExceptionally(why)));
        SegmentPool.open(
                store,
                new SystemRandomness(),
                CoordinatorLimits.JOURNAL,
                Completion.of(
                        pool -> make(pool, id, reducer, file, done),
                        failure -> done.failed(StorageFailures.describe(failure))));
    }

    private void make(
            SegmentPool pool,
            String id,
            String reducer,
            ImportedFile file,
            Completion<CoordinatorDocument, SqlSyncException> done) {
        try {
            DocumentServices services = engine.services(pool);
            CoordinatorDocument.make(
                    services,
                    id,
                    engine.reducer(reducer, id),
                    file.converted(services.sqlite()),
                    new Unattended(),
                    done);
        } catch (SqlSyncException known) {
            done.failed(known);
        } catch (RuntimeException problem) {
            done.failed(
                    new SqlSyncException(
                            ErrorCode.INVALID_ARGUMENT,
                            "The file cannot be imported: " + problem.getMessage()));
            if (problem instanceof SqliteTrapException trap) {
                throw trap;
            }
        }
    }

    private static void close(
            CoordinatorDocument document, FileBlockStore store, CompletableFuture<Void> made) {
        document.close(
                Completion.either(
                        failure ->
                                store.closeAll(
                                        () -> {
                                            if (failure == null) {
                                                made.complete(null);
                                            } else {
                                                made.completeExceptionally(failure);
                                            }
                                        })));
    }

    /** No device is attached, and {@link CoordinatorDocument#close} says what failed. */
    private static final class Unattended implements CoordinatorListener {
        @Override
        public void attached(int channels) {}

        @Override
        public void broken(RuntimeException cause) {}

        @Override
        public void storageFailed(SqlSyncException failure) {}
    }
}
