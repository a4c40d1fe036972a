package sqlsync.document.coordinator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
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
import sqlsync.replication.ServerChannel;

/**
 * One device, attached to a coordinator's document: its timeline comes in, entry by entry, and the
 * storage journal goes out.
 */
final class CoordinatorChannel
        implements ServerChannel, ReplicationDestination.Sink, ReplicationSource.Output {
    /** The document, as its channels see it. */
    interface Owner {
        /** There are entries to apply. */
        void entriesCame();

        /** The device has flushed storage, and with it what it had to know of rejections. */
        void acknowledged(KnownTimeline timeline, long storageLsn);

        void ended(CoordinatorChannel channel);
    }

    /** A part of the window that is worth a message of its own. */
    private static final int ACKNOWLEDGE_BYTES = ReplicationLimits.TIMELINE_WINDOW_BYTES / 4;

    private record Unsettled(long lsn, int bytes) {}

    final KnownTimeline timeline;
    final String user;
    final boolean writes;

    private final int number;
    private final Owner owner;
    private final ChannelPeer peer;
    private final ReplicationDestination destination;
    private final ArrayDeque<Entry> waiting = new ArrayDeque<>();
    private final ArrayDeque<Unsettled> unsettled = new ArrayDeque<>();

    private Journal storage;
    private ReplicationSource source;
    private long expected;
    private long rejectionsSent;
    private long acknowledgedBytes;
    private long acknowledgedLsn;
    private boolean held;
    private boolean ended;

    CoordinatorChannel(
            int number,
            KnownTimeline timeline,
            String user,
            boolean writes,
            Owner owner,
            ChannelPeer peer) {
        this.number = number;
        this.timeline = timeline;
        this.user = user;
        this.writes = writes;
        this.owner = owner;
        this.peer = peer;
        this.destination =
                new ReplicationDestination(
                        JournalKind.TIMELINE,
                        ReplicationLimits.TIMELINE_ENTRY_BYTES_MAX,
                        ReplicationLimits.TIMELINE_WINDOW_BYTES,
                        this);
    }

    boolean isEnded() {
        return ended;
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
        peer.send(
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
        peer.send(new Message.Limits(number, documentBytesMax));
        source =
                new ReplicationSource(journal, after, ReplicationLimits.STORAGE_WINDOW_BYTES, this);
        sendRejections();
        source.wake();
    }

    @Override
    public void received(Message message) {
        if (ended) {
            return;
        }
        try {
            if (source == null) {
                throw new MalformedException("channel " + number + " is not open yet");
            }
            if (message instanceof Message.Entries entries) {
                destination.received(entries.bytes());
                tellHolding();
                acknowledge(ACKNOWLEDGE_BYTES);
            } else if (message instanceof Message.Acknowledge acknowledge) {
                acknowledged(acknowledge);
            } else if (message instanceof Message.Mark mark) {
                long durable = storage.durableRange().last();
                peer.send(new Message.Mark(number, mark.number(), durable));
            }
        } catch (MalformedException malformed) {
            end();
            peer.malformed(malformed.getMessage());
        }
    }

    private void acknowledged(Message.Acknowledge message) {
        if (message.lsn() > storage.durableRange().last()
                || !source.acknowledged(message.bytes())) {
            throw new MalformedException("acknowledged what was not sent: " + message);
        }
        owner.acknowledged(timeline, message.lsn());
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
        if (!held) {
            owner.entriesCame();
        }
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
        return held || ended ? null : waiting.peek();
    }

    /** It was applied, rejected or passed over; it counts as settled when it is on disk. */
    void applied() {
        Entry entry = waiting.remove();
        unsettled.add(new Unsettled(entry.last(), entry.encodedBytes()));
    }

    /** Stands before the next entry, and says why. */
    void hold(String code, String message) {
        held = true;
        peer.send(new Message.Held(number, waiting.peek().first(), code, message));
    }

    boolean isHeld() {
        return held;
    }

    /** What was held may be tried again. */
    void unhold() {
        held = false;
        if (!waiting.isEmpty()) {
            owner.entriesCame();
        }
    }

    /** A layer is on disk. */
    void durable() {
        if (source == null || ended) {
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
        if (!ended) {
            peer.holding(destination.bytesHeld());
        }
    }

    private void acknowledge(int atLeast) {
        long taken = destination.taken();
        if (atLeast == 0 || taken - acknowledgedBytes >= atLeast) {
            acknowledgedBytes = taken;
            acknowledgedLsn = timeline.durable;
            peer.send(new Message.Acknowledge(number, taken, acknowledgedLsn));
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
                    peer.send(new Message.Rejections(number, some));
                    some = new ArrayList<>();
                }
            }
        }
        if (!some.isEmpty()) {
            peer.send(new Message.Rejections(number, some));
        }
        rejectionsSent = Math.max(rejectionsSent, durable);
    }

    @Override
    public void entries(byte[] bytes) {
        // The journal may show a layer before this channel heard that it is on disk.
        sendRejections();
        peer.send(new Message.Entries(number, bytes));
    }

    @Override
    public boolean congested() {
        return peer.congested();
    }

    @Override
    public void failed(StorageException failure) {
        refuse("closed", StorageFailures.describe(failure).getMessage(), true);
    }

    /** Ends it, and says why. */
    void refuse(String code, String message, boolean retryable) {
        if (!ended) {
            end();
            peer.send(new Message.Refused(number, code, message, retryable));
        }
    }

    @Override
    public void closed() {
        end();
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        waiting.clear();
        peer.holding(0);
        if (source != null) {
            source.stop();
        }
        owner.ended(this);
    }
}
