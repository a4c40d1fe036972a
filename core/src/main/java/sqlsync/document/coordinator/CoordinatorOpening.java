package sqlsync.document.coordinator;

import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.codec.ByteReader;
import sqlsync.document.DocumentCompletion;
import sqlsync.document.DocumentLabel;
import sqlsync.document.DocumentServices;
import sqlsync.document.ReducerNames;
import sqlsync.document.SettledHeader;
import sqlsync.document.StorageFailures;
import sqlsync.journal.DocumentLog;
import sqlsync.journal.Entry;
import sqlsync.journal.EntryType;
import sqlsync.journal.EntryVisitor;
import sqlsync.journal.JournalKind;
import sqlsync.journal.StoredDocument;
import sqlsync.page.Page;
import sqlsync.page.SerializedPages;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;
import sqlsync.reducer.Reducer;
import sqlsync.storage.Pages;

import java.util.Arrays;

/**
 * From an id to an open {@link CoordinatorDocument}, as {@link sqlsync.document.local.Opening} does
 * for local ones.
 */
final class CoordinatorOpening implements EntryVisitor {
    /** A fold, and layers since: half as much, or what came while a fold was written. */
    private static final int READ_FACTOR = 4;

    private static final long READ_BYTES_MIN = 16 << 20;

    private static final String ADVICE =
            ". Start it with a larger --document-bytes-max, and with enough memory for that.";

    private final DocumentServices services;
    private final String id;
    private final Reducer reducer;
    private final CoordinatorListener listener;
    private final boolean existed;
    private final DocumentCompletion<CoordinatorDocument> done;
    private final Pages pages;
    private final CoordinatorNotes notes = new CoordinatorNotes();
    private long modified;
    private long layerBytes;
    private long notesBytes;

    /** Of a database that is larger than it may be; 0 for none. */
    private long beyondBytes;

    private CoordinatorDocument document;

    private CoordinatorOpening(
            DocumentServices services,
            String id,
            Reducer reducer,
            CoordinatorListener listener,
            DocumentCompletion<CoordinatorDocument> done) {
        this.services = services;
        this.id = id;
        this.reducer = reducer;
        this.pages = new Pages(services.pagesMax());
        this.listener = listener;
        this.existed = services.pool().has(id);
        this.done = done;
    }

    static void start(
            DocumentServices services,
            String id,
            Reducer reducer,
            boolean create,
            CoordinatorListener listener,
            DocumentCompletion<CoordinatorDocument> done) {
        CoordinatorOpening opening = new CoordinatorOpening(services, id, reducer, listener, done);
        if (!opening.existed && !create) {
            done.failed(
                    new SqlSyncException(
                            ErrorCode.NOT_FOUND, "There is no document \"" + id + "\" here."));
            return;
        }
        SqlSyncException refusal = opening.refusal();
        if (refusal != null) {
            done.failed(refusal);
            return;
        }
        services.pool()
                .openLog(
                        id,
                        opening,
                        new Completion<>() {
                            @Override
                            public void succeeded(DocumentLog log) {
                                opening.recovered(log);
                            }

                            @Override
                            public void failed(StorageException failure) {
                                done.failed(StorageFailures.describe(failure));
                            }
                        });
    }

    /** Why it is not even read, as far as is known before that; or null. */
    private SqlSyncException refusal() {
        long bytesMax = (long) services.pagesMax() * Page.BYTES;
        for (StoredDocument stored : services.pool().documents()) {
            if (!stored.documentId().equals(id)) {
                continue;
            }
            long bytes = DocumentLabel.decode(stored.label()).bytes();
            if (bytes > bytesMax) {
                return tooLarge(bytes);
            }
            if (stored.bytesToOpen() > bytesMax * READ_FACTOR + READ_BYTES_MIN) {
                return new SqlSyncException(
                        ErrorCode.TOO_LARGE,
                        "The document \""
                                + id
                                + "\" takes "
                                + stored.bytesToOpen()
                                + " bytes to open, too much for documents of at most "
                                + bytesMax
                                + ADVICE);
            }
        }
        return null;
    }

    private SqlSyncException tooLarge(long bytes) {
        return new SqlSyncException(
                ErrorCode.TOO_LARGE,
                "The document \""
                        + id
                        + "\" has "
                        + bytes
                        + " bytes, and this coordinator takes documents of at most "
                        + (long) services.pagesMax() * Page.BYTES
                        + ADVICE);
    }

    @Override
    public void entry(JournalKind kind, Entry entry) {
        ByteReader in = new ByteReader(entry.array(), entry.offset(), entry.length());
        if (kind == JournalKind.DEVICE) {
            notes.replay(in);
            notesBytes += entry.length();
        } else if (kind == JournalKind.STORAGE) {
            modified = SettledHeader.decode(in).modified();
            SerializedPages layer =
                    SerializedPages.read(entry.array(), in.position(), in.remaining());
            if (beyondBytes > 0 || layer.pageCount() > pages.pagesMax()) {
                beyondBytes = (long) layer.pageCount() * Page.BYTES;
                return;
            }
            pages.apply(layer);
            layerBytes = entry.type() == EntryType.FOLD ? 0 : layerBytes + entry.length();
        }
    }

    private void recovered(DocumentLog log) {
        if (beyondBytes > 0) {
            refuse(log);
            return;
        }
        try {
            ReducerNames.require(id, existed, DocumentLabel.decode(log.label()), reducer);
            document =
                    new CoordinatorDocument(
                            id,
                            services,
                            new CoordinatorState(
                                    log, pages, notes, modified, layerBytes, notesBytes),
                            reducer,
                            listener);
            if (!log.readOnly()) {
                document.migrate();
            }
        } catch (RuntimeException failure) {
            abandon(log, failure);
            return;
        }
        document.flush(
                new DocumentCompletion<>() {
                    @Override
                    public void succeeded(Void nothing) {
                        label(log);
                    }

                    @Override
                    public void failed(SqlSyncException failure) {
                        abandon(log, failure);
                    }
                });
    }

    /** Its label says how large it is, so that it is not read again in vain. */
    private void refuse(DocumentLog log) {
        Runnable abandon = () -> abandon(log, tooLarge(beyondBytes));
        DocumentLabel before = DocumentLabel.decode(log.label());
        if (log.readOnly()) {
            abandon.run();
            return;
        }
        log.setLabel(new DocumentLabel(before.reducer(), beyondBytes, modified).encode());
        log.writeLabel(always(abandon));
    }

    /** A crash must not take away what lists say of the document. */
    private void label(DocumentLog log) {
        byte[] label = document.label();
        if (log.readOnly() || Arrays.equals(label, log.label())) {
            done.succeeded(document);
            return;
        }
        log.setLabel(label);
        log.writeLabel(
                new Completion<>() {
                    @Override
                    public void succeeded(Void nothing) {
                        done.succeeded(document);
                    }

                    @Override
                    public void failed(StorageException failure) {
                        abandon(log, StorageFailures.describe(failure));
                    }
                });
    }

    /** Gives back what was opened, and removes a document that was not there before. */
    private void abandon(DocumentLog log, RuntimeException failure) {
        if (document != null) {
            document.letGo();
        }
        SqlSyncException why =
                failure instanceof SqlSyncException known
                        ? known
                        : new SqlSyncException(
                                ErrorCode.COORDINATOR_FAILED,
                                "The document can't be opened: " + failure.getMessage());
        log.close(
                always(
                        () -> {
                            if (existed) {
                                done.failed(why);
                            } else {
                                services.pool().delete(id, always(() -> done.failed(why)));
                            }
                        }));
    }

    private static Completion<Void> always(Runnable then) {
        return new Completion<>() {
            @Override
            public void succeeded(Void nothing) {
                then.run();
            }

            @Override
            public void failed(StorageException failure) {
                then.run();
            }
        };
    }
}
