package sqlsync.document.coordinator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import sqlsync.codec.MalformedException;
import sqlsync.document.StorageFailures;
import sqlsync.journal.EncodedEntry;
import sqlsync.journal.Entry;
import sqlsync.journal.EntryHead;
import sqlsync.journal.Journal;
import sqlsync.journal.JournalKind;
import sqlsync.platform.StorageException;
import sqlsync.replication.ChannelPeer;
import sqlsync.replication.Message;
import sqlsync.replication.ReplicationDestination;
import sqlsync.replication.ReplicationLimits;
import sqlsync.replication.ReplicationSource;

/**
 * One device, attached to a coordinator's document: its timeline comes in, entry by entry, and the
 * storage journal goes out; a part of {@link CoordinatorChannels}.
 *
 * <pre>
 *   ATTACHING --open--> OPEN <--> HELD
 *       '----------------'---------'--> ENDED
 * </pre>
 */
final class CoordinatorChannel implements ReplicationDestination.Sink, ReplicationSource.Output {
    private enum State {
        /** The device has asked, and is not welcomed yet. */
        ATTACHING,
        OPEN,
        /** Open, and the next entry can't be applied yet. */
        HELD,
        ENDED
    }

    /** A part of the window that is worth a message of its own. */
    private static final int ACKNOWLEDGE_BYTES = ReplicationLimits.TIMELINE_WINDOW_BYTES / 4;

    private record Unsettled(long lsn, int bytes) {}

    /** The device's; null until it may attach. */
    KnownTimeline timeline;

    final String user;
    final String claims;
    final boolean writes;

    private final int number;
    private final ChannelPeer peer;
    private final Consumer<ChannelEvent> events;
    private final Consumer<ChannelEffect> effects;
    private final ReplicationDestination destination;
    private final ArrayDeque<Entry> waiting = new ArrayDeque<>();
    private final ArrayDeque<Unsettled> unsettled = new ArrayDeque<>();

    private State state = State.ATTACHING;
    private Journal storage;
    private ReplicationSource source;
    private long expected;
    private long rejectionsSent;
    private long acknowledgedBytes;
    private long acknowledgedLsn;

    CoordinatorChannel(
            int number,
            String user,
            String claims,
            boolean writes,
            ChannelPeer peer,
            Consumer<ChannelEvent> events,
            Consumer<ChannelEffect> effects) {
        this.number = number;
        this.user = user;
        this.claims = claims;
        this.writes = writes;
        this.peer = peer;
        this.events = events;
        this.effects = effects;
        this.destination =
                new ReplicationDestination(
                        JournalKind.TIMELINE,
                        ReplicationLimits.TIMELINE_ENTRY_BYTES_MAX,
                        ReplicationLimits.TIMELINE_WINDOW_BYTES,
                        this);
    }

    boolean isEnded() {
        return state == State.ENDED;
    }

    /**
     * Both flows begin.
     *
     * @param welcome without rejections: those that fit are added
     * @param next the LSN of the timeline that comes first
     * @param after the last LSN of storage that the device keeps
     * @param documentBytesMax of the document's database
     */
    void open(
            Message.Welcome welcome,
            long next,
            Journal journal,
            long after,
            long documentBytesMax) {
        state = State.OPEN;
        expected = next;
        storage = journal;
        acknowledgedLsn = timeline.durable;
        List<Message.Rejection> repeated = new ArrayList<>();
        for (Message.Rejection rejection : timeline.rejections) {
            if (repeated.size() < ReplicationLimits.REJECTIONS_MAX) {
                repeated.add(rejection);
                rejectionsSent = rejection.storageLsn();
            }
        }
        // Those of one layer stay together, or the rest of them would be left out.
        if (repeated.size() == ReplicationLimits.REJECTIONS_MAX) {
            long cut = rejectionsSent;
            repeated.removeIf(rejection -> rejection.storageLsn() == cut);
            rejectionsSent = repeated.isEmpty() ? 0 : cut - 1;
        }
        send(
                new Message.Welcome(
                        welcome.channel(),
                        welcome.user(),
                        welcome.timelineNumber(),
                        welcome.cursor(),
                        welcome.cursorMutation(),
                        welcome.storage(),
                        welcome.diverged(),
                        welcome.schemaVersion(),
                        repeated));
        send(new Message.Limits(number, documentBytesMax));
        send(new Message.Access(number, writes));
        send(new Message.Claims(number, claims));
        source =
                new ReplicationSource(journal, after, ReplicationLimits.STORAGE_WINDOW_BYTES, this);
        sendRejections();
        source.wake();
    }

    /**
     * @throws MalformedException if it can't be
     */
    void received(Message.Entries entries) {
        requireOpen();
        destination.received(entries.bytes());
        tellHolding();
        acknowledge(ACKNOWLEDGE_BYTES);
    }

    /**
     * Returns up to which layer the device has everything on its disk.
     *
     * @throws MalformedException if it can't be
     */
    long received(Message.Acknowledge message) {
        requireOpen();
        if (message.lsn() > storage.durableRange().last()
                || !source.acknowledged(message.bytes())) {
            throw new MalformedException("acknowledged what was not sent: " + message);
        }
        return message.lsn();
    }

    /**
     * @throws MalformedException if it can't be
     */
    void received(Message.Mark mark) {
        requireOpen();
        send(new Message.Mark(number, mark.number(), storage.durableRange().last()));
    }

    private void requireOpen() {
        if (state == State.ATTACHING) {
            throw new MalformedException("channel " + number + " is not open yet");
        }
    }

    @Override
    public void entry(EncodedEntry encoded) {
        Entry entry = encoded.entry();
        if (entry.first() != expected) {
            throw new MalformedException(
                    "entry " + entry.first() + " of a timeline where " + expected + " comes next");
        }
        expected++;
        waiting.add(entry);
    }

    @Override
    public void fold(EntryHead head) {
        throw new MalformedException("a fold in a timeline");
    }

    @Override
    public void foldPiece(byte[] bytes, boolean last) {
        throw new MalformedException("a fold in a timeline");
    }

    /** The entry that is to be applied next, or null. */
    Entry next() {
        return state == State.OPEN ? waiting.peek() : null;
    }

    /** It was applied, rejected or passed over; it counts as settled when it is on disk. */
    void applied() {
        Entry entry = waiting.remove();
        unsettled.add(new Unsettled(entry.last(), entry.encodedBytes()));
    }

    /** Stands before the next entry, and says why. */
    void hold(String code, String message) {
        state = State.HELD;
        send(new Message.Held(number, waiting.peek().first(), code, message));
    }

    boolean isHeld() {
        return state == State.HELD;
    }

    /** What was held may be tried again. */
    void unhold() {
        if (state == State.HELD) {
            state = State.OPEN;
        }
    }

    /** A layer is on disk. */
    void durable() {
        if (state != State.OPEN && state != State.HELD) {
            return;
        }
        while (!unsettled.isEmpty() && unsettled.peek().lsn <= timeline.durable) {
            destination.release(unsettled.remove().bytes);
        }
        tellHolding();
        sendRejections();
        acknowledge(timeline.durable > acknowledgedLsn ? 0 : ACKNOWLEDGE_BYTES);
        source.wake();
    }

    private void tellHolding() {
        effects.accept(new ChannelEffect.Holding(peer, destination.bytesHeld()));
    }

    private void acknowledge(int atLeast) {
        long taken = destination.taken();
        if (atLeast == 0 || taken - acknowledgedBytes >= atLeast) {
            acknowledgedBytes = taken;
            acknowledgedLsn = timeline.durable;
            send(new Message.Acknowledge(number, taken, acknowledgedLsn));
        }
    }

    /** A rejection is said before the layer that settles it. */
    private void sendRejections() {
        long durable = storage.durableRange().last();
        List<Message.Rejection> some = new ArrayList<>();
        for (Message.Rejection rejection : timeline.rejections) {
            if (rejection.storageLsn() > rejectionsSent && rejection.storageLsn() <= durable) {
                some.add(rejection);
                if (some.size() == ReplicationLimits.REJECTIONS_MAX) {
                    send(new Message.Rejections(number, some));
                    some = new ArrayList<>();
                }
            }
        }
        if (!some.isEmpty()) {
            send(new Message.Rejections(number, some));
        }
        rejectionsSent = Math.max(rejectionsSent, durable);
    }

    @Override
    public void entries(byte[] bytes) {
        // The journal may show a layer before this channel heard that it is on disk.
        sendRejections();
        send(new Message.Entries(number, bytes));
    }

    @Override
    public boolean congested() {
        return peer.congested();
    }

    @Override
    public void failed(StorageException failure) {
        String why = StorageFailures.describe(failure).getMessage();
        events.accept(new ChannelEvent.Refused(this, "closed", why, true));
    }

    /** It was malformed: the connection ends. */
    void malformed(String reason) {
        effects.accept(new ChannelEffect.CloseConnection(peer, reason));
    }

    /** Says why it ends, or has not begun. */
    void refuse(String code, String message, boolean retryable) {
        send(new Message.Refused(number, code, message, retryable));
    }

    void end() {
        state = State.ENDED;
        waiting.clear();
        effects.accept(new ChannelEffect.Holding(peer, 0));
        if (source != null) {
            source.stop();
        }
    }

    private void send(Message message) {
        effects.accept(new ChannelEffect.Send(peer, message));
    }
}
