package sqlsync.replication;

import java.util.Arrays;
import sqlsync.codec.ByteWriter;
import sqlsync.codec.MalformedException;
import sqlsync.journal.EncodedEntry;
import sqlsync.journal.EntryHead;
import sqlsync.journal.EntryType;
import sqlsync.journal.JournalKind;

/**
 * Receives a journal: puts entries together from the chunks of a flow, checks them, and counts what
 * was taken in. A fold is passed on in pieces, everything else as a whole.
 *
 * <p>What the sink was given counts as taken in when the sink says so; what is still being put
 * together counts at once, so that an entry may be longer than the window.
 */
public final class ReplicationDestination {
    /** Takes what comes. It may throw {@link MalformedException} where it makes no sense. */
    public interface Sink {
        /** An entry, its checksum right; the array belongs to the sink. */
        void entry(EncodedEntry entry);

        /** A fold begins; the pieces of its payload follow. Its checksum is yet to be seen. */
        void fold(EntryHead head);

        /**
         * The next bytes of the fold's payload; the array belongs to the sink.
         *
         * @param last whether the fold ends with it
         */
        void foldPiece(byte[] bytes, boolean last);
    }

    private final JournalKind kind;
    private final int entryBytesMax;
    private final int windowBytes;
    private final Sink sink;

    private ByteWriter partial = new ByteWriter();
    private EntryHead head;
    private int foldLeft;
    private long received;
    private long held;
    private long taken;

    /**
     * @param kind what the entries must be of
     * @param entryBytesMax the longest entry that is not a fold
     * @param windowBytes how much the sender may have under way
     */
    public ReplicationDestination(JournalKind kind, int entryBytesMax, int windowBytes, Sink sink) {
        this.kind = kind;
        this.entryBytesMax = entryBytesMax;
        this.windowBytes = windowBytes;
        this.sink = sink;
    }

    /**
     * The next bytes of the flow.
     *
     * @throws MalformedException if they are not what comes next, or more than the window allows;
     *     nothing that comes later can be understood
     */
    public void received(byte[] chunk) {
        received += chunk.length;
        if (received - taken > windowBytes) {
            throw new MalformedException("a flow beyond its window");
        }
        int at = 0;
        while (at < chunk.length) {
            at = foldLeft > 0 ? takeFold(chunk, at) : takeEntry(chunk, at);
        }
        count();
    }

    private int takeFold(byte[] chunk, int at) {
        int length = Math.min(foldLeft, chunk.length - at);
        foldLeft -= length;
        held += length;
        sink.foldPiece(Arrays.copyOfRange(chunk, at, at + length), foldLeft == 0);
        return at + length;
    }

    private int takeEntry(byte[] chunk, int from) {
        int at = from;
        if (head == null) {
            at = fill(chunk, at, EntryHead.BYTES);
            if (partial.size() < EntryHead.BYTES) {
                return at;
            }
            begin();
            if (head == null) {
                return at;
            }
        }
        at = fill(chunk, at, head.encodedBytes());
        if (partial.size() == head.encodedBytes()) {
            byte[] bytes = partial.toByteArray();
            head = null;
            if (bytes.length > ReplicationLimits.CHUNK_BYTES) {
                // A channel does not keep the memory of its longest entry.
                partial = new ByteWriter();
            }
            partial.truncate(0);
            EncodedEntry entry = EncodedEntry.read(bytes, 0, bytes.length);
            held += bytes.length;
            sink.entry(entry);
        }
        return at;
    }

    private int fill(byte[] chunk, int at, int wanted) {
        int length = Math.min(wanted - partial.size(), chunk.length - at);
        partial.raw(chunk, at, length);
        return at + length;
    }

    private void begin() {
        // Nothing of it is proven: the checksum tells only with the last byte.
        EntryHead next = EntryHead.read(partial.array(), 0, EntryHead.BYTES);
        if (next.kind() != kind || next.type() == EntryType.DROP) {
            throw new MalformedException("an entry that can't be received: " + next);
        }
        if (next.type() == EntryType.FOLD) {
            if (next.payloadBytes() == 0) {
                throw new MalformedException("an empty fold");
            }
            partial.truncate(0);
            foldLeft = next.payloadBytes();
            sink.fold(next);
            return;
        }
        if (next.payloadBytes() > entryBytesMax - EntryHead.BYTES) {
            throw new MalformedException("an entry of " + next.payloadBytes() + " bytes");
        }
        head = next;
    }

    /** The sink is done with so many bytes that it was given. */
    public void release(int bytes) {
        held -= bytes;
        count();
    }

    private void count() {
        taken = Math.max(taken, received - held);
    }

    /**
     * Bytes of memory that the flow takes now: the entry that is being put together, and those that
     * the sink has and is not done with.
     */
    public long bytesHeld() {
        return held + partial.size();
    }

    /** Bytes taken in since the flow began: what an {@link Message.Acknowledge} says. */
    public long taken() {
        return taken;
    }
}
