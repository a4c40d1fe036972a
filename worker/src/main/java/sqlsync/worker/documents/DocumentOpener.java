package sqlsync.worker.documents;

import java.util.List;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.document.device.DocumentListener;
import sqlsync.document.device.RejectedMutation;
import sqlsync.document.device.SyncStatus;
import sqlsync.document.device.SyncedDocument;
import sqlsync.document.local.LocalDocument;
import sqlsync.platform.Completion;
import sqlsync.platform.Timers;
import sqlsync.replication.TokenSource;
import sqlsync.worker.reducer.JsReducer;
import sqlsync.worker.socket.Coordinators;
import sqlsync.worker.storage.Backend;
import sqlsync.worker.tokens.TokenRequests;

/** Opens a document: one of this device alone, or one with a coordinator. */
public final class DocumentOpener {
    private final Coordinators coordinators;
    private final TokenRequests tokens;
    private final Timers timers;

    public DocumentOpener(Coordinators coordinators, TokenRequests tokens, Timers timers) {
        this.coordinators = coordinators;
        this.tokens = tokens;
        this.timers = timers;
    }

    /** Opens the document that {@code handle} asks for; the handle is not added to it yet. */
    void open(
            Handle handle,
            JsReducer reducer,
            Backend backend,
            Completion<SharedDocument, SqlSyncException> done) {
        OpenOrder order = handle.order();
        if (order.coordinator() == null) {
            openLocal(
                    order,
                    reducer,
                    backend,
                    done.after(
                            document ->
                                    done.succeeded(
                                            new SharedDocument(
                                                    document,
                                                    new NoSynchronisation(document),
                                                    null,
                                                    backend,
                                                    timers))));
            return;
        }
        if (order.file() != null) {
            done.failed(
                    new SqlSyncException(
                            ErrorCode.UNSUPPORTED,
                            "This version imports documents of this device only: leave out"
                                    + " coordinator."));
            return;
        }
        Subject subject = new Subject(handle);
        SyncedDocument.open(
                backend.services(),
                order.id(),
                reducer,
                order.create(),
                channel -> coordinators.at(order.coordinator()).open(channel, subject),
                subject,
                done.after(
                        document -> {
                            subject.document =
                                    new SharedDocument(
                                            document,
                                            new WithCoordinator(document),
                                            order.coordinator(),
                                            backend,
                                            timers);
                            done.succeeded(subject.document);
                        }));
    }

    private static void openLocal(
            OpenOrder order,
            JsReducer reducer,
            Backend backend,
            Completion<LocalDocument, SqlSyncException> done) {
        if (order.file() == null) {
            LocalDocument.open(backend.services(), order.id(), reducer, order.create(), done);
        } else {
            LocalDocument.importFile(backend.services(), order.id(), reducer, order.file(), done);
        }
    }

    /** A page came that may have the token that was missing. */
    void joined(Handle handle, SharedDocument document) {
        OpenOrder order = handle.order();
        SyncStatus status = document.synchronisation().status();
        boolean missing =
                status.connection().equals("unauthorized")
                        || status.problem() != null
                                && status.problem().code() == ErrorCode.TOKEN_UNAVAILABLE;
        if (order.token() && missing) {
            coordinators.at(order.coordinator()).online();
        }
    }

    /** What a document's channel asks of the pages that have it open, and tells them. */
    private final class Subject implements DocumentListener, TokenSource {
        private final Handle first;

        /** Null until the document is open. */
        private SharedDocument document;

        Subject(Handle first) {
            this.first = first;
        }

        @Override
        public void ask(Answer answer) {
            tokens.ask(
                    this::givers,
                    Completion.of(
                            token -> answer.given(token),
                            failure -> answer.failed(failure.getMessage())));
        }

        @Override
        public void changed() {
            if (document != null) {
                document.changed();
            }
        }

        @Override
        public void settled(String mutationId, RejectedMutation rejected) {
            if (document != null) {
                document.settled(mutationId, rejected);
            }
        }

        @Override
        public void viewChanged() {
            // Pages are told by the listener of the changed pages.
        }

        private List<Handle> givers() {
            if (document != null && !document.handles().isEmpty()) {
                return document.tokenGivers();
            }
            return first.order().token() ? List.of(first) : List.of();
        }
    }
}
