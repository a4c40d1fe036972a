package sqlsync.jvm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sqlsync.SqlSyncException;
import sqlsync.document.DocumentServices;
import sqlsync.document.MutationListener;
import sqlsync.document.MutationRequest;
import sqlsync.document.StorageFailures;
import sqlsync.document.device.DocumentListener;
import sqlsync.document.device.PendingMutation;
import sqlsync.document.device.RejectedMutation;
import sqlsync.document.device.SyncedDocument;
import sqlsync.journal.Entry;
import sqlsync.journal.EntryType;
import sqlsync.journal.Journal;
import sqlsync.journal.JournalLimits;
import sqlsync.journal.SegmentPool;
import sqlsync.platform.Answer;
import sqlsync.platform.EventQueue;
import sqlsync.platform.FaultyBlockStore;
import sqlsync.platform.FaultyDisk;
import sqlsync.platform.Link;
import sqlsync.platform.Timers;
import sqlsync.reducer.Reducer;
import sqlsync.replication.ClientConnection;
import sqlsync.replication.LinkOpener;
import sqlsync.replication.TokenSource;
import sqlsync.sqlite.Sqlite;
import sqlsync.timeline.Mutation;

/** A device with one document, real SQLite and a faulty disk. */
public final class SyncedDevice {
    private static final Sqlite SQLITE = TestDatabase.newSqlite();

    public final FaultyDisk disk = new FaultyDisk();
    public final EventQueue events = new EventQueue();
    public final String name;
    public final Map<String, String> settled = new LinkedHashMap<>();
    public final List<String> durable = new ArrayList<>();
    public final List<String> failed = new ArrayList<>();
    private final SyncWorld world;
    public Reducer reducer = new ListReducer(1);
    public boolean online = true;

    /** How far its clock is ahead, in milliseconds. */
    public long clockAhead;

    /** How long an operation of its disk takes; 0 for no time at all. */
    public int diskMillis;

    /** Who is signed in: the subject of its token, and what pages say. */
    public String user;

    public SyncedDocument document;
    public ClientConnection connection;
    private final List<Link> links = new ArrayList<>();
    private int lives;
    private long sequence;

    public SyncedDevice(SyncWorld world, String name) {
        this.world = world;
        this.name = name;
        this.user = name;
    }

    /** A process starts and opens the document. */
    public SyncedDevice open() {
        tryOpen().get();
        return this;
    }

    public CoordinatorWorld.Told<SyncedDocument> tryOpen() {
        CoordinatorWorld.Told<SyncedDocument> told = begin(true);
        document = told.failure() == null ? told.get() : null;
        return told;
    }

    public CoordinatorWorld.Told<SyncedDocument> begin(boolean create) {
        long seed = 31L * name.hashCode() + lives++;
        Answer<SegmentPool> pool = new Answer<>();
        FaultyBlockStore store = new FaultyBlockStore(disk, new DiskTimers());
        SegmentPool.open(store, new SeededRandomness(seed), JournalLimits.DEFAULT, pool);
        settleDown();
        CoordinatorWorld.Told<SyncedDocument> told = new CoordinatorWorld.Told<>();
        if (pool.failure() != null) {
            told.failed(StorageFailures.describe(pool.failure()));
            return told;
        }
        DocumentServices services =
                new DocumentServices(
                        pool.get(),
                        SQLITE,
                        () -> events.now() + clockAhead,
                        new SeededRandomness(seed + 7777),
                        events);
        connection =
                new ClientConnection(
                        "ws://test",
                        this::link,
                        events,
                        events,
                        new SeededRandomness(seed + 99),
                        name);
        TokenSource tokens = answer -> answer.given(user);
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
        links.add(link);
        return link;
    }

    /** The disk answers when it is done. */
    private final class DiskTimers implements Timers {
        @Override
        public void soon(Runnable task) {
            if (diskMillis == 0) {
                events.soon(task);
            } else {
                events.after(diskMillis, task);
            }
        }

        @Override
        public Cancellable after(int milliseconds, Runnable task) {
            return events.after(milliseconds, task);
        }
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

    public SyncedDevice offline() {
        online = false;
        document.disconnect();
        return this;
    }

    public SyncedDevice goOnline() {
        online = true;
        document.connect();
        return this;
    }

    /** The process dies, and the machine loses what was not flushed. */
    public void crash() {
        connection = null;
        document = null;
        links.forEach(world.server.network::cut);
        links.clear();
        events.clear();
        disk.crash(world.server.random);
        events.clear();
    }

    /** What is on its disk, as a copy of its profile would have it. */
    public Map<Integer, byte[]> copyOfDisk() {
        Map<Integer, byte[]> copy = new LinkedHashMap<>();
        disk.fileNumbers().forEach(file -> copy.put(file, disk.contents(file)));
        return copy;
    }

    /** The process dies, and the disk is what it was. */
    public void crashBackTo(Map<Integer, byte[]> copy) {
        crash();
        disk.fileNumbers().forEach(disk::lose);
        copy.forEach(disk::replace);
    }

    /** Asks for a mutation; returns its id. */
    public String mutate(String mutation, String arguments) {
        return send(++sequence, mutation, arguments);
    }

    public String send(long number, String mutation, String arguments) {
        String id = name + "-" + number;
        document.mutate(
                new MutationRequest(
                        name, number, 0, user, List.of(new Mutation.Call(mutation, arguments))),
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

    /** Whether the oldest entry of its storage stands for several. */
    public boolean folded() {
        Journal storage = document.log().storage();
        Answer<Entry> oldest = new Answer<>();
        storage.entries(storage.range()).next(oldest);
        settleDown();
        return oldest.get().type() == EntryType.FOLD;
    }

    public String rows(String sql) {
        return TestDatabase.read(document.reader(), sql);
    }

    public String items() {
        return rows("SELECT id || '=' || name FROM items ORDER BY id");
    }

    public String pending() {
        StringBuilder all = new StringBuilder();
        for (PendingMutation each : document.pending()) {
            all.append(all.isEmpty() ? "" : " ").append(each.mutation().id());
            all.append(':').append(each.state());
        }
        return all.toString();
    }

    public String rejected() {
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
