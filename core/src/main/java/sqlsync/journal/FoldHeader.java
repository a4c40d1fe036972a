package sqlsync.journal;

import sqlsync.codec.ByteWriter;
import sqlsync.platform.StorageException;

/** How the header of a fold comes about: made here when all is written, or received before. */
final class FoldHeader {
    private final long first;
    private final EntryHead received;
    private final FoldStamps stamps;
    private final long last;

    private FoldHeader(long first, long last, EntryHead received, FoldStamps stamps) {
        this.first = first;
        this.last = last;
        this.received = received;
        this.stamps = stamps;
    }

    static FoldHeader made(LsnRange range, FoldStamps stamps) {
        return new FoldHeader(range.first(), range.last(), null, stamps);
    }

    static FoldHeader received(EntryHead head, FoldStamps stamps) {
        return new FoldHeader(head.first(), head.last(), head, stamps);
    }

    FoldStamps stamps() {
        return stamps;
    }

    /** The first chunk of payload, behind the stamps where they are not a part of it. */
    byte[] before(byte[] chunk) {
        return received != null
                ? chunk
                : new ByteWriter(stamps.bytes() + chunk.length)
                        .raw(stamps.encoded())
                        .raw(chunk)
                        .toByteArray();
    }

    /** The header for such a payload; null where it is not the one that the header came with. */
    byte[] encoded(int payloadBytes, int payloadCrc) {
        if (received != null) {
            boolean sound = payloadBytes == received.payloadBytes() && received.fits(payloadCrc);
            return sound ? received.encoded() : null;
        }
        byte[] header =
                EntryCodec.header(
                        SegmentFormat.TYPE_FOLD,
                        JournalKind.STORAGE,
                        first,
                        last,
                        stamps.stamp(last),
                        payloadBytes);
        EntryCodec.seal(header, payloadCrc);
        return header;
    }

    StorageException unsound() {
        return new JournalException.Unsound(last);
    }
}
