package sqlsync.jvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import sqlsync.SqlSyncException;
import sqlsync.document.Document;
import sqlsync.document.DocumentServices;
import sqlsync.document.coordinator.CoordinatorDocument;
import sqlsync.document.coordinator.CoordinatorListener;
import sqlsync.journal.JournalLimits;
import sqlsync.journal.SegmentPool;
import sqlsync.page.Page;
import sqlsync.platform.Answer;
import sqlsync.platform.Completion;
import sqlsync.platform.EventQueue;
import sqlsync.platform.FaultyBlockStore;
import sqlsync.platform.FaultyDisk;
import sqlsync.platform.PowerCut;
import sqlsync.reducer.Reducer;
import sqlsync.replication.ChannelPeer;
import sqlsync.replication.Message;
import sqlsync.replication.ServerChannel;
import sqlsync.replication.ServerConnection;
import sqlsync.sqlite.Connection;
import sqlsync.sqlite.Sqlite;
import sqlsync.storage.Pages;

/** A coordinator with one document on a faulty disk, and devices that are connected to it. */
public final class CoordinatorWorld implements ServerConnection.Host {
    public static final String DOCUMENT = "doc";

    public static final Sqlite SQLITE = TestDatabase.newSqlite();
    private static final int ROUNDS_MAX = 1_000_000;
    private static final int RESTARTS_MAX = 100;

    public final FaultyDisk disk = new FaultyDisk();
    public final EventQueue events = new EventQueue();
    public final EventQueue deviceEvents = new EventQueue();
    public final TestNetwork network = new TestNetwork();
    public final List<ScriptedDevice> devices = new ArrayList<>();
    public final List<String> trouble = new ArrayList<>();
    public final Random random = new Random(11);
    public int breaks;
    private int lives;
    private int restarts;
    public Reducer reducer = new TestReducer();
    public boolean writes = true;

    /** An administrator has deleted the document. */
    public boolean deleted;

    /** Whether mutations reach the document on channels that are opened from now on. */
    public boolean takesEntries = true;

    public int pagesMax = Document.PAGES_MAX;
    public CoordinatorDocument document;

    /** A process starts and opens the document; again, where a power cut ends that. */
    public CoordinatorWorld start() {
        while (document == null) {
            try {
                open();
            } catch (PowerCut cut) {
                crash();
            }
        }
        devices.forEach(ScriptedDevice::connect);
        return this;
    }

    private void open() {
        Answer<SegmentPool> pool = new Answer<>();
        SegmentPool.open(
                new FaultyBlockStore(disk, events),
                new SeededRandomness(1000 + lives++),
                JournalLimits.DEFAULT,
                pool);
        events.runSoon();
        DocumentServices services =
                new DocumentServices(
                        pool.get(),
                        SQLITE,
                        events,
                        new SeededRandomness(2000 + lives),
                        events,
                        DocumentServices.LAYER_MUTATIONS_MAX,
                        pagesMax);
        Told<CoordinatorDocument> told = new Told<>();
        CoordinatorDocument.open(services, DOCUMENT, reducer, true, new Listener(), told);
        events.runSoon();
        document = told.get();
    }

    /** Processes that opened the document. */
    public int lives() {
        return lives;
    }

    /** The machine stops, and loses what it had not flushed. */
    public void crash() {
        if (++restarts > RESTARTS_MAX) {
            throw new AssertionError("it never gets anywhere");
        }
        events.clear();
        disk.crash(random);
        document = null;
        network.cutAll();
        events.clear();
    }

    /** What is on its disk, for {@link #crashBackTo}. */
    public Map<Integer, byte[]> copyOfDisk() {
        Map<Integer, byte[]> copy = new LinkedHashMap<>();
        disk.fileNumbers().forEach(file -> copy.put(file, disk.contents(file)));
        return copy;
    }

    /** The machine stops, and is restored from a backup. */
    public void crashBackTo(Map<Integer, byte[]> copy) {
        crash();
        disk.fileNumbers().forEach(disk::lose);
        copy.forEach(disk::replace);
    }

    /** Closes the document and opens it again. */
    public void restart() {
        Told<Void> closed = new Told<>();
        document.close(closed);
        events.runSoon();
        closed.get();
        document = null;
        network.cutAll();
        run();
        start();
    }

    /** Until nothing is under way anywhere; devices whose connection was cut connect again. */
    public CoordinatorWorld run() {
        for (int i = 0; i < ROUNDS_MAX; i++) {
            try {
                boolean busy = events.runSoon();
                busy |= deviceEvents.runSoon();
                if (!busy && document != null) {
                    boolean connected = false;
                    for (ScriptedDevice device : devices) {
                        connected |= device.connectAgain();
                    }
                    busy = connected;
                }
                if (!busy) {
                    return this;
                }
            } catch (PowerCut cut) {
                crash();
                deviceEvents.runSoon();
                start();
            }
        }
        throw new AssertionError("no end");
    }

    public ScriptedDevice device(String user) {
        ScriptedDevice device = new ScriptedDevice(this, user, devices.size() + 1);
        devices.add(device);
        return device;
    }

    /** What the coordinator says of every user; null for nothing. */
    public String claims;

    @Override
    public void attach(Message.Attach attach, ChannelPeer peer, ServerConnection.Answer answer) {
        if (deleted) {
            answer.refused("deleted", "The document was deleted by an administrator.", false);
            return;
        }
        if (document == null || !attach.documentId().equals(DOCUMENT)) {
            answer.refused("not-found", "There is no such document.", false);
            return;
        }
        ServerChannel channel = document.attach(attach, attach.token(), claims, writes, peer);
        answer.accepted(takesEntries ? channel : withoutEntries(channel));
    }

    private static ServerChannel withoutEntries(ServerChannel channel) {
        return new ServerChannel() {
            @Override
            public void received(Message message) {
                if (!(message instanceof Message.Entries)) {
                    channel.received(message);
                }
            }

            @Override
            public void closed() {
                channel.closed();
            }
        };
    }

    /** What the coordinator has, one row after the other. */
    public String rows(String sql) {
        return TestDatabase.read(document.reader(), sql);
    }

    public String names() {
        return rows("SELECT name FROM items ORDER BY id");
    }

    /** All devices have settled all they made, and have every page of the coordinator's. */
    public void assertConverged() {
        Pages last = null;
        for (ScriptedDevice device : devices) {
            assertEquals(0, device.unsettled(), "mutations that nobody settled");
            assertEquals(document.stats().storageLsn(), device.log.storage().range().last());
            assertEquals(
                    document.stats().databaseBytes(),
                    (long) device.pages().pageCount() * Page.BYTES);
            if (last != null) {
                for (int page = 1; page <= last.pageCount(); page++) {
                    assertArrayEquals(last.page(page), device.pages().page(page));
                }
            }
            last = device.pages();
        }
        Connection reader = SQLITE.openReader(last);
        assertEquals(names(), TestDatabase.read(reader, "SELECT name FROM items ORDER BY id"));
        reader.close();
    }

    /** Fails where it was not told, or told of a failure. */
    public static final class Told<T> implements Completion<T, SqlSyncException> {
        private boolean told;
        private T value;
        private SqlSyncException failure;

        @Override
        public void succeeded(T result) {
            tell();
            value = result;
        }

        @Override
        public void failed(SqlSyncException why) {
            tell();
            failure = why;
        }

        private void tell() {
            if (told) {
                throw new AssertionError("told twice");
            }
            told = true;
        }

        public boolean isTold() {
            return told;
        }

        public T get() {
            if (!told) {
                throw new AssertionError("not told");
            }
            if (failure != null) {
                throw failure;
            }
            return value;
        }

        public SqlSyncException failure() {
            return failure;
        }
    }

    private final class Listener implements CoordinatorListener {
        @Override
        public void attached(int channels) {}

        @Override
        public void broken(RuntimeException cause) {
            trouble.add(cause.getMessage());
            breaks++;
        }

        @Override
        public void storageFailed(SqlSyncException failure) {
            trouble.add(failure.getMessage());
        }
    }
}
