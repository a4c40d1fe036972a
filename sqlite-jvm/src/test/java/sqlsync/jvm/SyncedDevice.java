package sqlsync.jvm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sqlsync.SqlSyncException;
import sqlsync.document.DocumentListener;
import sqlsync.document.DocumentServices;
import sqlsync.document.MutationListener;
import sqlsync.document.MutationRequest;
import sqlsync.document.PendingMutation;
import sqlsync.document.RejectedMutation;
import sqlsync.document.SyncedDocument;
import sqlsync.journal.JournalLimits;
import sqlsync.journal.SegmentPool;
import sqlsync.platform.Answer;
import sqlsync.platform.EventQueue;
import sqlsync.platform.FaultyBlockStore;
import sqlsync.platform.FaultyDisk;
import sqlsync.platform.Link;
import sqlsync.reducer.Reducer;
import sqlsync.replication.ClientConnection;
import sqlsync.replication.LinkOpener;
import sqlsync.replication.TokenSource;
import sqlsync.sqlite.Sqlite;
import sqlsync.timeline.Mutation;

/** A device with one document, real SQLite and a faulty disk. */
final class SyncedDevice {
    private static final Sqlite SQLITE = TestDatabase.newSqlite();

    final FaultyDisk disk = new FaultyDisk();
    final EventQueue events = new EventQueue();
    final String name;
    final Map<String, String> settled = new LinkedHashMap<>();
    final List<String> durable = new ArrayList<>();
    final List<String> failed = new ArrayList<>();
    private final SyncWorld world;
    Reducer reducer = new ListReducer(1);
    boolean online = true;
    SyncedDocument document;
    ClientConnection connection;
    private int lives;
    private long sequence;

    SyncedDevice(SyncWorld world, String name) {
        this.world = world;
        this.name = name;
    }

    /** A process starts and opens the document. */
    SyncedDevice open() {
        CoordinatorWorld.Told<SyncedDocument> told = begin(true);
        document = told.get();
        return this;
    }

    CoordinatorWorld.Told<SyncedDocument> begin(boolean create) {
        long seed = 31L * name.hashCode() + lives++;
        Answer<SegmentPool> pool = new Answer<>();
        FaultyBlockStore store = new FaultyBlockStore(disk, events);
        SegmentPool.open(store, new SeededRandomness(seed), JournalLimits.DEFAULT, pool);
        settleDown();
        DocumentServices services =
                new DocumentServices(
                        pool.get(), SQLITE, events, new SeededRandomness(seed + 7777), events);
        connection =
                new ClientConnection(
                        "ws://test", this::link, events, new SeededRandomness(seed + 99), name);
        TokenSource tokens = answer -> answer.given(name);
        CoordinatorWorld.Told<SyncedDocument> told = new CoordinatorWorld.Told<>();
        SyncedDocument.open(
                services,
                CoordinatorWorld.DOCUMENT,
                reducer,
                create,
                document -> connection.open(document, tokens),
                new Listener(),
                told);
        if (create) {
            for (int i = 0; i < 10_000 && !told.isTold(); i++) {
                settleDown();
                if (!told.isTold()) {
                    events.step();
                }
            }
        }
        return told;
    }

    private void settleDown() {
        while (events.runSoon()) {
            // Until nothing is to be done at once.
        }
    }

    private Link link(String url, LinkOpener.Listener listener) {
        if (!online || world.server.document == null) {
            events.soon(() -> listener.ended("There is no network."));
            return new DeadLink();
        }
        Link link =
                world.server.network.connect(
                        events,
                        new TestNetwork.End() {
                            @Override
                            public void frame(byte[] frame) {
                                listener.received(frame);
                            }

                            @Override
                            public void ended() {
                                listener.ended("The network was cut.");
                            }
                        },
                        world.server.events,
                        world.server);
        events.soon(listener::opened);
        return link;
    }

    private static final class DeadLink implements Link {
        @Override
        public void send(byte[] frame) {}

        @Override
        public int buffered() {
            return 0;
        }

        @Override
        public void close(String reason) {}
    }

    SyncedDevice offline() {
        online = false;
        document.disconnect();
        return this;
    }

    SyncedDevice goOnline() {
        online = true;
        document.connect();
        return this;
    }

    /** The process dies, and the machine loses what was not flushed. */
    void crash() {
        connection = null;
        document = null;
        events.clear();
        disk.crash(world.server.random);
        events.clear();
    }

    /** Asks for a mutation; returns its id. */
    String mutate(String mutation, String arguments) {
        return send(++sequence, mutation, arguments);
    }

    String send(long number, String mutation, String arguments) {
        String id = name + "-" + number;
        document.mutate(
                new MutationRequest(
                        name, number, 0, name, List.of(new Mutation.Call(mutation, arguments))),
                new MutationListener() {
                    @Override
                    public void applied(List<String> results) {}

                    @Override
                    public void durable() {
                        durable.add(id);
                    }

                    @Override
                    public void failed(SqlSyncException error) {
                        failed.add(id + " " + error.code().text());
                    }
                });
        return id;
    }

    String rows(String sql) {
        return TestDatabase.read(document.reader(), sql);
    }

    String items() {
        return rows("SELECT id || '=' || name FROM items ORDER BY id");
    }

    String pending() {
        StringBuilder all = new StringBuilder();
        for (PendingMutation each : document.pending()) {
            all.append(all.isEmpty() ? "" : " ").append(each.mutation().id());
            all.append(':').append(each.state());
        }
        return all.toString();
    }

    String rejected() {
        StringBuilder all = new StringBuilder();
        for (RejectedMutation each : document.rejected()) {
            all.append(all.isEmpty() ? "" : " ").append(each.mutation().id());
            all.append(':').append(each.code());
        }
        return all.toString();
    }

    private final class Listener implements DocumentListener {
        @Override
        public void changed() {}

        @Override
        public void settled(String mutationId, RejectedMutation rejected) {
            String outcome = rejected == null ? "accepted" : rejected.code();
            if (settled.put(mutationId, outcome) != null) {
                throw new AssertionError(mutationId + " was settled twice");
            }
        }

        @Override
        public void viewChanged() {}
    }
}
