package sqlsync.document.device;

import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.codec.ByteReader;
import sqlsync.document.Document;
import sqlsync.document.DocumentLabel;
import sqlsync.document.DocumentServices;
import sqlsync.document.Opener;
import sqlsync.document.ReducerNames;
import sqlsync.document.Sessions;
import sqlsync.document.SettledHeader;
import sqlsync.journal.DocumentLog;
import sqlsync.journal.Entry;
import sqlsync.journal.JournalKind;
import sqlsync.platform.Completion;
import sqlsync.reducer.Reducer;

/**
 * Opens a {@link SyncedDocument}, or creates it; in that case it may have to ask the coordinator
 * first.
 */
final class SyncedOpener extends Opener<SyncedDocument> {
    private final boolean create;
    private final Coordinator coordinator;
    private final DocumentListener listener;
    private final Sessions sessions = new Sessions();
    private final DeviceNotes notes = new DeviceNotes(sessions);
    private final SyncedBase base = new SyncedBase(pages);
    private final UnsettledMutations mutations;
    private boolean local;

    private SyncedOpener(
            DocumentServices services,
            String id,
            Reducer reducer,
            boolean create,
            Coordinator coordinator,
            DocumentListener listener,
            Completion<SyncedDocument, SqlSyncException> done) {
        super(services, id, reducer, Document.PAGES_MAX, done);
        this.create = create;
        this.coordinator = coordinator;
        this.listener = listener;
        this.mutations = new UnsettledMutations(services.randomness());
    }

    static void start(
            DocumentServices services,
            String id,
            Reducer reducer,
            boolean create,
            Coordinator coordinator,
            DocumentListener listener,
            Completion<SyncedDocument, SqlSyncException> done) {
        new SyncedOpener(services, id, reducer, create, coordinator, listener, done).start(true);
    }

    @Override
    public void entry(JournalKind kind, Entry entry) {
        switch (kind) {
            case STORAGE -> {
                local |= SettledHeader.isLocal(entry);
                if (!local) {
                    base.load(ReceivedLayer.read(entry));
                    loaded(entry);
                }
            }
            case TIMELINE -> mutations.load(entry);
            case DEVICE ->
                    notes.replay(
                            new ByteReader(entry.array(), entry.offset(), entry.length()),
                            entry.length());
        }
    }

    @Override
    protected void build(DocumentLog log) {
        if (local || (existed && !log.storage().id().isNone() && !notes.state().met())) {
            throw new SqlSyncException(
                    ErrorCode.CONFLICTING_OPTIONS,
                    "The document \""
                            + id
                            + "\" was made on this device without a coordinator; it can't be"
                            + " synchronised with one yet.");
        }
        ReducerNames.require(id, existed, DocumentLabel.decode(log.label()), reducer);
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
    }

    @Override
    protected void show(Completion<Void, SqlSyncException> next) {
        document.start(next);
    }

    /** Where nobody here knows the document, and none is to be made, the coordinator is asked. */
    @Override
    protected void confirm(Completion<Void, SqlSyncException> next) {
        if (existed || create) {
            next.succeeded(null);
            return;
        }
        document.contact(
                Completion.either(
                        refusal -> next.ended(refusal == null ? null : unknown(refusal))));
    }

    private SqlSyncException unknown(SqlSyncException refusal) {
        ErrorCode code =
                refusal.code() == ErrorCode.CLOSED || refusal.code() == ErrorCode.UNREACHABLE
                        ? ErrorCode.NOT_FOUND
                        : refusal.code();
        return new SqlSyncException(
                code,
                "The document \""
                        + id
                        + "\" is not on this device, create is false, and the coordinator said: "
                        + refusal.getMessage());
    }

    @Override
    protected void begin() {
        document.connect();
    }
}
