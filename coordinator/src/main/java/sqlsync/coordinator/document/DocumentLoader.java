package sqlsync.coordinator.document;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.coordinator.files.FileBlockStore;
import sqlsync.coordinator.limit.CoordinatorLimits;
import sqlsync.coordinator.log.EventLog;
import sqlsync.document.DocumentLabel;
import sqlsync.document.StorageFailures;
import sqlsync.document.coordinator.CoordinatorDocument;
import sqlsync.journal.SegmentPool;
import sqlsync.journal.StoredDocument;
import sqlsync.platform.Completion;
import sqlsync.sqlite.SqliteTrapException;

/** Opens a document: its directory, its segments, its reducer, its log. */
final class DocumentLoader {
    private final Documents documents;
    private final OpenDocument document;
    private final Documents.Want want;
    private SegmentPool pool;

    private DocumentLoader(Documents documents, OpenDocument document, Documents.Want want) {
        this.documents = documents;
        this.document = document;
        this.want = want;
    }

    static void start(Documents documents, OpenDocument document, Documents.Want want) {
        DocumentLoader opening = new DocumentLoader(documents, document, want);
        documents.disk().execute(opening::findDirectory);
    }

    /** On a thread of the disk. */
    private void findDirectory() {
        try {
            if (documents.data().isDeleted(document.id())) {
                home(() -> document.failed(Documents.deleted(document.id())));
                return;
            }
            Path directory = documents.data().ofDocument(document.id());
            if (want.create() && documents.catalog().has(String.valueOf(want.reducer()))) {
                if (!Files.isDirectory(directory) && !documents.mayMake(want.user())) {
                    home(() -> document.failed(tooMany()));
                    return;
                }
                documents.data().makeForDocument(document.id());
            } else if (!Files.isDirectory(directory)) {
                home(() -> document.failed(want.create() ? unknownReducer() : notFound()));
                return;
            }
            home(() -> openPool(directory));
        } catch (IOException | RuntimeException problem) {
            String message = "The document's directory can't be used: " + problem.getMessage();
            home(() -> document.failed(new SqlSyncException(ErrorCode.STORAGE_FAILED, message)));
        }
    }

    private void home(Runnable task) {
        document.engine()
                .loop()
                .execute(
                        () -> {
                            if (!document.isGone()) {
                                task.run();
                            }
                        });
    }

    private void openPool(Path directory) {
        FileBlockStore store =
                new FileBlockStore(
                        directory,
                        documents.disk(),
                        document.engine().loop(),
                        documents::endUnlessOwned,
                        documents.metrics().flushing::since);
        document.using(store);
        SegmentPool.open(
                store,
                documents.randomness(),
                CoordinatorLimits.JOURNAL,
                Completion.of(
                        opened -> {
                            pool = opened;
                            try {
                                openDocument();
                            } catch (SqliteTrapException trap) {
                                throw trap;
                            } catch (RuntimeException problem) {
                                unexpected(problem);
                            }
                        },
                        failure -> document.failed(StorageFailures.describe(failure))));
    }

    private void openDocument() {
        boolean exists = pool.has(document.id());
        String reducer = exists ? storedReducer() : want.reducer();
        if (!exists && (!want.create() || reducer == null)) {
            document.failed(notFound());
            return;
        }
        if (!documents.catalog().has(reducer)) {
            document.failed(unknown(reducer));
            return;
        }
        CoordinatorDocument.open(
                document.engine().services(pool),
                document.id(),
                document.makeReducer(reducer),
                want.create(),
                document,
                Completion.of(opened -> document.opened(opened, reducer), document::failed));
    }

    private void unexpected(RuntimeException problem) {
        EventLog.atError()
                .addKeyValue("document", document.id())
                .setCause(problem)
                .log("problem-of-opening");
        document.failed(
                new SqlSyncException(
                        ErrorCode.STORAGE_FAILED,
                        "The document can't be opened: " + problem.getMessage()));
    }

    private String storedReducer() {
        for (StoredDocument stored : pool.documents()) {
            String name = DocumentLabel.decode(stored.label()).reducer();
            if (stored.documentId().equals(document.id()) && !name.isEmpty()) {
                return name;
            }
        }
        return want.reducer() == null ? "" : want.reducer();
    }

    private SqlSyncException unknownReducer() {
        return want.reducer() == null ? notFound() : unknown(want.reducer());
    }

    private static SqlSyncException unknown(String reducer) {
        return new SqlSyncException(
                ErrorCode.UNKNOWN_REDUCER, "The coordinator has no reducer \"" + reducer + "\".");
    }

    private static SqlSyncException tooMany() {
        return new SqlSyncException(
                ErrorCode.STORAGE_UNAVAILABLE,
                "Too many documents were made in a short time. Try again in a minute.");
    }

    private SqlSyncException notFound() {
        return new SqlSyncException(
                ErrorCode.NOT_FOUND, "The coordinator has no document \"" + document.id() + "\".");
    }
}
