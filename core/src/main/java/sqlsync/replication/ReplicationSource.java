package sqlsync.replication;

import java.util.Arrays;
import sqlsync.journal.EntryHead;
import sqlsync.journal.EntryReader;
import sqlsync.journal.Journal;
import sqlsync.journal.SyncAnswer;
import sqlsync.journal.SyncRequest;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;

/**
 * Sends a journal: what is durable of it, in order, from behind an LSN that the other side has, cut
 * into chunks, with no more than a window under way. What is sent is read from the journal when
 * there is room for it: nothing waits in memory but the answer of one reading.
 */
public final class ReplicationSource {
    /** Where the bytes go, and what ends them. Called from within calls to the source, too. */
    public interface Output {
        /** The next bytes of the flow; the array belongs to the receiver. */
        void entries(byte[] bytes);

        /** Whether the link is so full that only one chunk should be under way. */
        boolean congested();

        /** It can't go on: the journal fails, or holds other entries than it did. */
        void failed(StorageException failure);
    }

    private final Journal journal;
    private final int windowBytes;
    private final Output output;

    private long after;
    private long sent;
    private long acknowledged;

    /** Read and not yet sent, from {@code at} on. */
    private byte[] gathered;

    private int at;
    private EntryReader fold;
    private int foldAt;
    private boolean reading;
    private boolean stopped;
    private long last = Long.MAX_VALUE;

    /**
     * @param after the last LSN that the other side has; 0 for none
     */
    public ReplicationSource(Journal journal, long after, int windowBytes, Output output) {
        this.journal = journal;
        this.after = after;
        this.windowBytes = windowBytes;
        this.output = output;
    }

    /**
     * Sends no entry behind {@code lsn}; to be said before anything is sent.
     *
     * @param lsn 0 for none at all
     */
    public void endAt(long lsn) {
        last = lsn;
    }

    /** Goes on where there is something durable to send, and room to send it. */
    public void wake() {
        while (!stopped && !reading && room() > 0) {
            if (gathered != null) {
                send();
            } else if (fold != null) {
                readFold();
            } else if (after < Math.min(last, journal.durableRange().last())) {
                read();
            } else {
                return;
            }
        }
    }

    /**
     * The other side has taken in so many bytes of the flow, from its beginning.
     *
     * @return false where that can't be
     */
    public boolean acknowledged(long bytes) {
        if (bytes < acknowledged || bytes > sent) {
            return false;
        }
        acknowledged = bytes;
        wake();
        return true;
    }

    /** Lets go of what it holds; nothing is sent any more. */
    public void stop() {
        stopped = true;
        gathered = null;
        closeFold();
    }

    /** Bytes that were sent and are not acknowledged. */
    public long underWay() {
        return sent - acknowledged;
    }

    private int room() {
        long window =
                output.congested()
                        ? Math.min(ReplicationLimits.CHUNK_BYTES, windowBytes)
                        : windowBytes;
        return (int) Math.min(Math.max(0, window - underWay()), ReplicationLimits.CHUNK_BYTES);
    }

    private void send() {
        int length = Math.min(room(), gathered.length - at);
        byte[] chunk = Arrays.copyOfRange(gathered, at, at + length);
        at += length;
        if (at == gathered.length) {
            gathered = null;
        }
        sent += length;
        output.entries(chunk);
    }

    private void read() {
        reading = true;
        // Whether the other side's last entry is ours was settled when the channel was opened.
        SyncRequest request =
                new SyncRequest(journal.id(), after, 0, ReplicationLimits.CHUNK_BYTES);
        journal.syncPrepare(
                request,
                Completion.of(
                        answer -> {
                            reading = false;
                            take(answer);
                        },
                        failure -> {
                            reading = false;
                            fail(failure);
                        }));
    }

    private void take(SyncAnswer answer) {
        if (answer instanceof SyncAnswer.Folded folded) {
            if (stopped) {
                folded.fold().close();
                return;
            }
            fold = folded.fold();
            foldAt = 0;
        } else if (answer instanceof SyncAnswer.Entries entries) {
            gathered = upToLast(entries.encoded());
            at = 0;
            after = Math.min(last, entries.range().last());
        } else if (answer instanceof SyncAnswer.Diverged diverged) {
            fail(
                    new StorageException(
                            StorageException.Kind.FAILED,
                            "The journal has changed beneath LSN " + diverged.lsn() + "."));
            return;
        }
        goOn();
    }

    private byte[] upToLast(byte[] entries) {
        int end = 0;
        while (end < entries.length) {
            EntryHead head = EntryHead.read(entries, end, entries.length);
            if (head.last() > last) {
                return Arrays.copyOf(entries, end);
            }
            end += head.encodedBytes();
        }
        return entries;
    }

    private void readFold() {
        reading = true;
        int length = Math.min(room(), fold.head().encodedBytes() - foldAt);
        fold.read(
                foldAt,
                length,
                Completion.of(
                        piece -> {
                            reading = false;
                            if (!stopped) {
                                sendPiece(piece);
                            }
                        },
                        failure -> {
                            reading = false;
                            fail(failure);
                        }));
    }

    private void sendPiece(byte[] piece) {
        foldAt += piece.length;
        sent += piece.length;
        if (foldAt == fold.head().encodedBytes()) {
            after = fold.head().last();
            closeFold();
        }
        output.entries(piece);
        goOn();
    }

    private void closeFold() {
        if (fold != null) {
            fold.close();
            fold = null;
        }
    }

    private void goOn() {
        if (!stopped) {
            wake();
        }
    }

    private void fail(StorageException failure) {
        if (!stopped) {
            stop();
            output.failed(failure);
        }
    }
}
