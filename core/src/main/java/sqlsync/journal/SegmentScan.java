package sqlsync.journal;

import static sqlsync.journal.SegmentFormat.*;

import java.util.ArrayList;
import java.util.List;
import sqlsync.codec.MalformedException;

/**
 * Reads the records of one log segment, and judges where they end.
 *
 * <p>Behind the last record that continues the chain there may be nothing, a record torn by a
 * crash, or leftovers: all of these are cut. But if a superblock or any later record says that what
 * is there had been flushed, it is rot, and then what is whole behind it is read too.
 */
final class SegmentScan {
    /** Epochs rise by one each time a log is opened; more in one segment is not believed. */
    private static final int EPOCHS_BELIEVED = 1 << 16;

    private final byte[] bytes;
    private final Superblock superblock;
    private final List<EncodedEntry> entries = new ArrayList<>();
    private int at;
    private int chain;
    private int epoch;
    private int rotAt;

    /**
     * @param bytes the segment from {@link SegmentFormat#RECORDS_AT} on
     */
    static SegmentScan of(byte[] bytes, Superblock superblock) {
        SegmentScan scan = new SegmentScan(bytes, superblock);
        scan.run();
        return scan;
    }

    private SegmentScan(byte[] bytes, Superblock superblock) {
        this.bytes = bytes;
        this.superblock = superblock;
        this.chain = superblock.salt();
    }

    /** Entries of all whole records, in the order in which they were written. */
    List<EncodedEntry> entries() {
        return entries;
    }

    /** Position in the segment at which the next record goes. */
    int end() {
        return RECORDS_AT + at;
    }

    /** What the next record is chained to. */
    int chain() {
        return chain;
    }

    /** The greatest epoch seen here. */
    int epoch() {
        return Math.max(epoch, superblock.epoch());
    }

    /** Position of the first rotten byte, or a little before it; 0 if there is no rot. */
    int rotAt() {
        return rotAt;
    }

    private void run() {
        while (true) {
            while (continues()) {
                take();
            }
            int next = proofOfRot();
            if (next < 0) {
                return;
            }
            if (rotAt == 0) {
                rotAt = end();
            }
            if (next >= bytes.length) {
                return;
            }
            at = next;
            chain = RecordCodec.chain(bytes, at);
        }
    }

    private boolean continues() {
        if (!RecordCodec.headerIsWhole(bytes, at, superblock.salt())
                || RecordCodec.chain(bytes, at) != chain) {
            return false;
        }
        int recordEpoch = RecordCodec.epoch(bytes, at);
        if (recordEpoch < epoch
                || (end() >= superblock.durableUpTo() && recordEpoch < superblock.epoch())) {
            return false;
        }
        return RecordCodec.bodyIsWhole(bytes, at) && bodyIsSound();
    }

    /** A body with the right checksum but a wrong entry was never written by us. */
    private boolean bodyIsSound() {
        int end = at + RECORD_BODY_AT + RecordCodec.bodyBytes(bytes, at);
        int sound = entries.size();
        int next = at + RECORD_BODY_AT;
        try {
            while (next < end) {
                EncodedEntry entry = EncodedEntry.read(bytes, next, end);
                entries.add(entry);
                next += entry.bytes();
            }
            return true;
        } catch (MalformedException malformed) {
            entries.subList(sound, entries.size()).clear();
            return false;
        }
    }

    private void take() {
        chain = RecordCodec.headerChecksum(bytes, at);
        epoch = RecordCodec.epoch(bytes, at);
        at += RecordCodec.recordBytes(RecordCodec.bodyBytes(bytes, at));
    }

    /**
     * Looks for something that says that what is at {@code at} had been flushed.
     *
     * @return -1 if nothing does; else where the next whole record is, or the end of the bytes
     */
    private int proofOfRot() {
        boolean rot = end() < superblock.durableUpTo();
        int lowestEpoch = rot ? epoch : epoch();
        int found = bytes.length;
        for (int i = at + RECORD_ALIGNMENT;
                i <= bytes.length - RECORD_BODY_AT;
                i += RECORD_ALIGNMENT) {
            int candidate = RecordCodec.epoch(bytes, i) - lowestEpoch;
            if (candidate < 0
                    || candidate > EPOCHS_BELIEVED
                    || !RecordCodec.headerIsWhole(bytes, i, superblock.salt())) {
                continue;
            }
            rot |= RecordCodec.durableUpTo(bytes, i) > end();
            boolean current =
                    end(i) < superblock.durableUpTo()
                            || RecordCodec.epoch(bytes, i) >= superblock.epoch();
            if (current && found == bytes.length && RecordCodec.bodyIsWhole(bytes, i)) {
                found = i;
            }
            if (rot && found < bytes.length) {
                break;
            }
        }
        return rot ? found : -1;
    }

    private static int end(int at) {
        return RECORDS_AT + at;
    }
}
