package sqlsync.jvm;

import static sqlsync.replication.ReplicationLimits.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sqlsync.journal.DocumentLog;
import sqlsync.journal.JournalLimits;
import sqlsync.journal.LsnRange;
import sqlsync.journal.SegmentPool;
import sqlsync.journal.SyncRequest;
import sqlsync.platform.Answer;
import sqlsync.platform.Link;
import sqlsync.platform.MemoryBlockStore;
import sqlsync.platform.StorageException;
import sqlsync.replication.Message;
import sqlsync.replication.MessageCodec;
import sqlsync.replication.ReplicationSource;
import sqlsync.storage.Pages;
import sqlsync.timeline.Mutation;
import sqlsync.timeline.MutationCodec;

/**
 * A device as the protocol sees it: a timeline, a copy of storage, and no reducer. It checks what
 * it is told.
 */
public final class ScriptedDevice implements TestNetwork.End, ReplicationSource.Output {
    public final Map<Long, Message.Rejection> rejections = new TreeMap<>();
    public final List<Message> heard = new ArrayList<>();
    public final DocumentLog log;
    private final CoordinatorWorld world;
    private final String session;
    private String user;
    private DeviceStorage storage;
    private Link link;
    private ReplicationSource source;
    private long sequence;

    /** The highest LSN of the timeline that the coordinator said to be settled. */
    public long settled;

    public boolean reconnects = true;
    public boolean acknowledges = true;
    public Message.Welcome welcome;
    public Message.Refused refused;
    public int schemaVersion = 1;
    public String document = CoordinatorWorld.DOCUMENT;
    public String reducer = "items";

    public ScriptedDevice(CoordinatorWorld world, String user, int number) {
        this.world = world;
        this.user = user;
        this.session = "session" + number;
        Answer<SegmentPool> pool = new Answer<>();
        SegmentPool.open(
                new MemoryBlockStore(world.deviceEvents),
                new SeededRandomness(50 + number),
                JournalLimits.DEFAULT,
                pool);
        world.deviceEvents.runSoon();
        Answer<DocumentLog> opened = new Answer<>();
        pool.get().openLog("doc", true, (kind, entry) -> {}, opened);
        world.deviceEvents.runSoon();
        log = opened.get();
        storage = new DeviceStorage(log);
    }

    public void user(String name) {
        user = name;
    }

    /** Makes a mutation and brings it to disk; it is sent when the device is connected. */
    public ScriptedDevice mutate(String name, String arguments) {
        return mutate(session, ++sequence, name, arguments);
    }

    public ScriptedDevice mutate(String ofSession, long number, String name, String arguments) {
        return entry(
                MutationCodec.encode(
                        new Mutation(
                                ofSession,
                                number,
                                "somebody else",
                                1_600_000_000_000L,
                                number,
                                schemaVersion,
                                List.of(new Mutation.Call(name, arguments)))));
    }

    public ScriptedDevice entry(byte[] payload) {
        log.timeline().append(sequence + 1, payload);
        Answer<Void> flushed = new Answer<>();
        log.flush(flushed);
        world.deviceEvents.runSoon();
        flushed.get();
        if (source != null) {
            source.wake();
        }
        return this;
    }

    public ScriptedDevice connect() {
        if (link == null) {
            link = world.network.connect(world.deviceEvents, this, world.events, world);
            refused = null;
            send(new Message.Hello(1, 1, "device"));
            attach(1);
        }
        return this;
    }

    public void attach(int channel) {
        SyncRequest timeline = log.timeline().syncRequest(0);
        SyncRequest here = log.storage().syncRequest(0);
        send(
                new Message.Attach(
                        channel,
                        document,
                        reducer,
                        schemaVersion,
                        user,
                        true,
                        position(timeline),
                        log.timeline().durableRange().first(),
                        position(here)));
    }

    private static Message.Position position(SyncRequest request) {
        return new Message.Position(
                request.journal().isNone() ? null : request.journal(),
                request.after(),
                request.stamp());
    }

    /** Connects where the connection was lost. */
    public boolean connectAgain() {
        if (link == null && reconnects && refused == null) {
            connect();
            return true;
        }
        return false;
    }

    public void send(Message message) {
        sendFrame(MessageCodec.encode(message));
    }

    public void sendFrame(byte[] frame) {
        if (link != null) {
            link.send(frame);
        }
    }

    @Override
    public void frame(byte[] frame) {
        Message message = MessageCodec.decode(frame);
        heard.add(message);
        if (message instanceof Message.Welcome welcomed) {
            welcomed(welcomed);
        } else if (message instanceof Message.Entries entries) {
            storage.received(entries.bytes());
        } else if (message instanceof Message.Acknowledge acknowledge) {
            check(acknowledge.lsn() <= log.timeline().range().last(), "settled what was not made");
            settled = Math.max(settled, acknowledge.lsn());
            check(source.acknowledged(acknowledge.bytes()), "acknowledged what was not sent");
        } else if (message instanceof Message.Rejections some) {
            rejected(some.rejections());
        } else if (message instanceof Message.Refused refusal) {
            refused = refusal.retryable() ? null : refusal;
            link.close("refused");
        }
    }

    private void rejected(List<Message.Rejection> some) {
        for (Message.Rejection rejection : some) {
            boolean isNew = rejection.storageLsn() > log.storage().durableRange().last();
            Message.Rejection before = rejections.put(rejection.lsn(), rejection);
            check(before == null || before.equals(rejection), "two outcomes of one mutation");
            check(isNew || before != null, "a rejection after the layer that settled it");
        }
    }

    private void welcomed(Message.Welcome message) {
        welcome = message;
        rejected(message.rejections());
        LsnRange timeline = log.timeline().durableRange();
        check(message.cursor() >= settled, "what was settled was taken back");
        check(message.cursor() <= timeline.last(), "settled what was not made");
        source =
                new ReplicationSource(
                        log.timeline(),
                        Math.max(message.cursor(), timeline.first() - 1),
                        TIMELINE_WINDOW_BYTES,
                        this);
        storage.begin(message, this::stored);
        source.wake();
    }

    private void stored(long taken, long lsn) {
        if (acknowledges) {
            send(new Message.Acknowledge(1, taken, lsn));
        }
    }

    @Override
    public void entries(byte[] bytes) {
        send(new Message.Entries(1, bytes));
    }

    @Override
    public boolean congested() {
        return false;
    }

    @Override
    public void failed(StorageException failure) {
        throw failure;
    }

    @Override
    public void ended() {
        link = null;
        if (source != null) {
            source.stop();
            source = null;
        }
        storage.end();
    }

    public void disconnect() {
        if (link != null) {
            link.close("disconnect");
            world.events.runSoon();
            world.deviceEvents.runSoon();
        }
    }

    /** Mutations that no layer here settles. */
    public int unsettled() {
        LsnRange range = log.timeline().range();
        return (int) (range.last() - range.first() + 1);
    }

    public Pages pages() {
        return storage.pages();
    }

    public int folds() {
        return storage.folds();
    }

    private static void check(boolean right, String otherwise) {
        if (!right) {
            throw new AssertionError(otherwise);
        }
    }
}
