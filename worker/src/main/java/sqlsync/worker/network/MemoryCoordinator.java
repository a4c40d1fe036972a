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
import sqlsync.document.DocumentCompletion;
import sqlsync.document.DocumentServices;
import sqlsync.document.StorageFailures;
import sqlsync.document.coordinator.CoordinatorDocument;
import sqlsync.document.coordinator.CoordinatorListener;
import sqlsync.journal.JournalLimits;
import sqlsync.journal.SegmentPool;
import sqlsync.platform.Link;
import sqlsync.platform.MemoryBlockStore;
import sqlsync.replication.ChannelPeer;
import sqlsync.replication.Message;
import sqlsync.replication.ServerConnection;
import sqlsync.sqlite.IncompatibleSqliteException;
import sqlsync.sqlite.Sqlite;
import sqlsync.worker.async.Continuation;
import sqlsync.worker.async.Promise;
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
    private final Map<String, Promise<CoordinatorDocument>> documents = new HashMap<>();
    private Promise<DocumentServices> services;

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
                                                document.attach(attach, user, true, peer))));
    }

    private Promise<CoordinatorDocument> document(Message.Attach attach, JsReducer reducer) {
        String id = attach.documentId();
        Promise<CoordinatorDocument> known = documents.get(id);
        if (known != null && !known.failed()) {
            return known;
        }
        Promise<CoordinatorDocument> opening = new Promise<>();
        documents.put(id, opening);
        services()
                .then(
                        Continuation.of(
                                opening,
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

    private Promise<DocumentServices> services() {
        if (services == null) {
            services = new Promise<>();
            sqlite(Continuation.of(services, this::openPool));
        }
        return services;
    }

    private void sqlite(DocumentCompletion<Sqlite> done) {
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
                StorageFailures.described(
                        Continuation.of(
                                services,
                                pool ->
                                        services.succeeded(
                                                new DocumentServices(
                                                        pool,
                                                        sqlite,
                                                        clock,
                                                        randomness,
                                                        timers)))));
    }

    private static <T> DocumentCompletion<T> completion(
            ServerConnection.Answer answer, Consumer<T> next) {
        return new DocumentCompletion<>() {
            @Override
            public void succeeded(T value) {
                next.accept(value);
            }

            @Override
            public void failed(SqlSyncException failure) {
                refuse(failure, answer);
            }
        };
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
