package sqlsync.document.device;

import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.codec.ByteReader;
import sqlsync.document.Abandoning;
import sqlsync.document.Document;
import sqlsync.document.DocumentCompletion;
import sqlsync.document.DocumentLabel;
import sqlsync.document.DocumentServices;
import sqlsync.document.ReducerNames;
import sqlsync.document.Sessions;
import sqlsync.document.SettledHeader;
import sqlsync.document.StorageFailures;
import sqlsync.journal.DocumentLog;
import sqlsync.journal.Entry;
import sqlsync.journal.EntryType;
import sqlsync.journal.EntryVisitor;
import sqlsync.journal.JournalKind;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;
import sqlsync.reducer.Reducer;
import sqlsync.storage.Pages;

import java.util.Arrays;

/**
 * From an id to an open {@link SyncedDocument}, as {@link sqlsync.document.local.Opening} does for
 * local ones.
 */
final class SyncedOpening implements EntryVisitor {
    private final DocumentServices services;
    private final String id;
    private final Reducer reducer;
    private final boolean create;
    private final boolean existed;
    private final Coordinator coordinator;
    private final DocumentListener listener;
    private final DocumentCompletion<SyncedDocument> done;
    private final Pages pages = new Pages(Document.PAGES_MAX);
    private final Sessions sessions = new Sessions();
    private final DeviceNotes notes = new DeviceNotes(sessions);
    private final SyncedBase base = new SyncedBase(pages);
    private final UnsettledMutations mutations;
    private long layerBytes;
    private boolean local;
    private SyncedDocument document;

    private SyncedOpening(
            DocumentServices services,
            String id,
            Reducer reducer,
            boolean create,
            Coordinator coordinator,
            DocumentListener listener,
            DocumentCompletion<SyncedDocument> done) {
        this.services = services;
        this.id = id;
        this.reducer = reducer;
        this.create = create;
        this.existed = services.pool().has(id);
        this.coordinator = coordinator;
        this.listener = listener;
        this.done = done;
        this.mutations = new UnsettledMutations(services.randomness());
    }

    static void start(
            DocumentServices services,
            String id,
            Reducer reducer,
            boolean create,
            Coordinator coordinator,
            DocumentListener listener,
            DocumentCompletion<SyncedDocument> done) {
        SyncedOpening opening =
                new SyncedOpening(services, id, reducer, create, coordinator, listener, done);
        services.pool()
                .openLog(
                        id,
                        true,
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

    @Override
    public void entry(JournalKind kind, Entry entry) {
        ByteReader in = new ByteReader(entry.array(), entry.offset(), entry.length());
        switch (kind) {
            case STORAGE -> {
                local |= SettledHeader.isLocal(entry);
                if (!local) {
                    base.apply(ReceivedLayer.read(entry));
                    boolean fold = entry.type() == EntryType.FOLD;
                    layerBytes = fold ? 0 : layerBytes + entry.length();
                }
            }
            case TIMELINE -> mutations.load(entry);
            case DEVICE -> notes.replay(in, entry.length());
        }
    }

    private void recovered(DocumentLog log) {
        try {
            require(log);
            base.timeline(notes.state().timelineNumber());
            document =
                    new SyncedDocument(
                            new SyncedState(
                                    id, log, pages, sessions, notes, mutations, base, layerBytes),
                            services,
                            reducer,
                            create || existed,
                            coordinator,
                            listener);
        } catch (SqlSyncException failure) {
            abandon(log, failure);
            return;
        }
        document.start(then(log, () -> document.flush(then(log, () -> meet(log)))));
    }

    private DocumentCompletion<Void> then(DocumentLog log, Runnable next) {
        return new DocumentCompletion<>() {
            @Override
            public void succeeded(Void nothing) {
                next.run();
            }

            @Override
            public void failed(SqlSyncException failure) {
                abandon(log, failure);
            }
        };
    }

    private void require(DocumentLog log) {
        if (local || (existed && !log.storage().id().isNone() && !notes.state().met())) {
            throw new SqlSyncException(
                    ErrorCode.CONFLICTING_OPTIONS,
                    "The document \""
                            + id
                            + "\" was made on this device without a coordinator; it can't be"
                            + " synchronised with one yet.");
        }
        ReducerNames.require(id, existed, DocumentLabel.decode(log.label()), reducer);
    }

    /** Where nobody here knows the document, and none is to be made, the coordinator is asked. */
    private void meet(DocumentLog log) {
        if (existed || create) {
            label(log);
            return;
        }
        document.contact(
                new DocumentCompletion<>() {
                    @Override
                    public void succeeded(Void nothing) {
                        label(log);
                    }

                    @Override
                    public void failed(SqlSyncException refusal) {
                        ErrorCode code =
                                refusal.code() == ErrorCode.CLOSED
                                                || refusal.code() == ErrorCode.UNREACHABLE
                                        ? ErrorCode.NOT_FOUND
                                        : refusal.code();
                        abandon(
                                log,
                                new SqlSyncException(
                                        code,
                                        "The document \""
                                                + id
                                                + "\" is not on this device, create is false, and"
                                                + " the coordinator said: "
                                                + refusal.getMessage()));
                    }
                });
    }

    /** A crash must not take away what lists say of the document. */
    private void label(DocumentLog log) {
        byte[] label = document.label();
        if (log.readOnly() || Arrays.equals(label, log.label())) {
            opened();
            return;
        }
        log.setLabel(label);
        log.writeLabel(StorageFailures.described(then(log, this::opened)));
    }

    private void opened() {
        document.connect();
        done.succeeded(document);
    }

    private void abandon(DocumentLog log, SqlSyncException failure) {
        if (document != null) {
            document.letGo();
        }
        Abandoning.run(services, id, existed, log, () -> done.failed(failure));
    }
}
