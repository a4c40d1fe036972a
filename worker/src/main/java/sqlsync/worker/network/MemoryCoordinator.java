package sqlsync.worker.network;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.browser.BrowserClock;
import sqlsync.browser.BrowserRandomness;
import sqlsync.browser.BrowserStopwatch;
import sqlsync.browser.BrowserTimers;
import sqlsync.browser.Entry;
import sqlsync.browser.JsBytes;
import sqlsync.document.DocumentServices;
import sqlsync.document.StorageFailures;
import sqlsync.document.coordinator.CoordinatorDocument;
import sqlsync.document.coordinator.CoordinatorListener;
import sqlsync.journal.JournalLimits;
import sqlsync.journal.SegmentPool;
import sqlsync.platform.Completion;
import sqlsync.platform.Link;
import sqlsync.platform.MemoryBlockStore;
import sqlsync.platform.Promise;
import sqlsync.replication.ChannelPeer;
import sqlsync.replication.Message;
import sqlsync.replication.ServerConnection;
import sqlsync.sqlite.IncompatibleSqliteException;
import sqlsync.sqlite.Sqlite;
import sqlsync.worker.reducer.JsReducer;
import sqlsync.worker.reducer.ReducerLoader;
import sqlsync.worker.sqlite.SqliteLoader;

/**
 * A coordinator in memory. It has one reducer, and takes every token for the name of its user, as
 * the real one does when it is started with {@code --insecure}.
 */
public final class MemoryCoordinator implements ServerConnection.Host {
    private static final String REDUCER_URL = "sqlsync-test:reducer";

    private final BrowserTimers timers = new BrowserTimers();
    private final BrowserClock clock = new BrowserClock();
    private final BrowserStopwatch stopwatch = new BrowserStopwatch();
    private final BrowserRandomness randomness;
    private final ReducerLoader reducers = new ReducerLoader();
    private final Map<String, Promise<CoordinatorDocument, SqlSyncException>> documents =
            new HashMap<>();
    private Promise<DocumentServices, SqlSyncException> services;

    public MemoryCoordinator(BrowserRandomness randomness) {
        this.randomness = randomness;
    }

    /** Takes connections from here on. */
    public void listen() {
        JsLink.onLink(link -> Entry.guard(() -> linked(link)));
    }

    private void linked(JsLink link) {
        ServerConnection connection =
                new ServerConnection(new DeviceLink(link), timers, this, "sqlsync/testing");
        JsLink.listen(
                link,
                bytes -> Entry.guard(() -> connection.received(JsBytes.of(bytes))),
                () -> Entry.guard(connection::ended));
    }

    @Override
    public void attach(Message.Attach attach, ChannelPeer peer, ServerConnection.Answer answer) {
        String token = attach.token();
        String user = token == null || token.isEmpty() ? null : token;
        reducers.load(
                REDUCER_URL,
                completion(
                        answer,
                        reducer -> {
                            if (reducer.name().equals(attach.reducer())) {
                                attach(attach, user, reducer, peer, answer);
                            } else {
                                refuse(unknownReducer(attach.reducer()), answer);
                            }
                        }));
    }

    private void attach(
            Message.Attach attach,
            String user,
            JsReducer reducer,
            ChannelPeer peer,
            ServerConnection.Answer answer) {
        document(attach, reducer)
                .then(
                        completion(
                                answer,
                                document ->
                                        answer.accepted(
                                                document.attach(attach, user, null, true, peer))));
    }

    private Promise<CoordinatorDocument, SqlSyncException> document(
            Message.Attach attach, JsReducer reducer) {
        String id = attach.documentId();
        Promise<CoordinatorDocument, SqlSyncException> known = documents.get(id);
        if (known != null && !known.failed()) {
            return known;
        }
        Promise<CoordinatorDocument, SqlSyncException> opening = new Promise<>();
        documents.put(id, opening);
        services()
                .then(
                        opening.after(
                                ready ->
                                        CoordinatorDocument.open(
                                                ready,
                                                id,
                                                reducer,
                                                attach.create(),
                                                new Listener(id),
                                                opening)));
        return opening;
    }

    private Promise<DocumentServices, SqlSyncException> services() {
        if (services == null) {
            services = new Promise<>();
            sqlite(services.after(this::openPool));
        }
        return services;
    }

    private void sqlite(Completion<Sqlite, SqlSyncException> done) {
        SqliteLoader.load(
                null,
                clock,
                randomness,
                new SqliteLoader.Loaded() {
                    @Override
                    public void loaded(Sqlite sqlite) {
                        sqlite.limitBy(stopwatch);
                        Entry.guard(() -> done.succeeded(sqlite));
                    }

                    @Override
                    public void incompatible(IncompatibleSqliteException failure) {
                        unreachable(failure.getMessage());
                    }

                    @Override
                    public void unreachable(String message) {
                        Entry.guard(
                                () ->
                                        done.failed(
                                                new SqlSyncException(
                                                        ErrorCode.WORKER_FAILED, message)));
                    }
                });
    }

    private void openPool(Sqlite sqlite) {
        SegmentPool.open(
                new MemoryBlockStore(timers),
                randomness,
                JournalLimits.DEFAULT,
                services.<SegmentPool>after(
                                pool ->
                                        services.succeeded(
                                                new DocumentServices(
                                                        pool, sqlite, clock, randomness, timers)))
                        .describing(StorageFailures::describe));
    }

    private static <T> Completion<T, SqlSyncException> completion(
            ServerConnection.Answer answer, Consumer<T> next) {
        return Completion.of(value -> next.accept(value), failure -> refuse(failure, answer));
    }

    private static SqlSyncException unknownReducer(String name) {
        return new SqlSyncException(
                ErrorCode.UNKNOWN_REDUCER, "The coordinator has no reducer \"" + name + "\".");
    }

    /** As the real coordinator does. */
    private static void refuse(SqlSyncException why, ServerConnection.Answer answer) {
        switch (why.code()) {
            case NOT_FOUND, UNKNOWN_REDUCER, INCOMPATIBLE ->
                    answer.refused(why.code().text(), why.getMessage(), false);
            default ->
                    answer.refused(
                            ErrorCode.COORDINATOR_FAILED.text(),
                            "The coordinator can't open the document: " + why.getMessage(),
                            true);
        }
    }

    /** A document that broke is opened again for the next device. */
    private final class Listener implements CoordinatorListener {
        private final String id;

        Listener(String id) {
            this.id = id;
        }

        @Override
        public void attached(int channels) {
            // It stays open: its pages are in memory anyway.
        }

        @Override
        public void broken(RuntimeException cause) {
            documents.remove(id);
            throw cause;
        }

        @Override
        public void storageFailed(SqlSyncException failure) {
            throw failure;
        }
    }

    private static final class DeviceLink implements Link {
        private final JsLink link;

        DeviceLink(JsLink link) {
            this.link = link;
        }

        @Override
        public void send(byte[] frame) {
            JsLink.send(link, JsBytes.whole(frame));
        }

        /** Frames leave at once. */
        @Override
        public int buffered() {
            return 0;
        }

        @Override
        public void close(String reason) {
            JsLink.close(link, reason);
        }
    }
}
