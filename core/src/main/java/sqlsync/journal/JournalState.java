package sqlsync.journal;

/**
 * One journal in memory: what is durable, and what is seen, which is ahead of it by what was not
 * flushed yet.
 */
final class JournalState {
    final JournalId id;
    final EntryIndex index = new EntryIndex();

    /** The segment with the newest fold, or null. */
    Segment fold;

    private long foldFirst;
    private long foldLast;
    private long foldStamp;
    private long dropped;
    private long seenDropped;
    private long seenNext = 1;

    JournalState(JournalId id) {
        this.id = id;
    }

    /** Recovery begins: all up to {@code upTo} is gone. */
    void startBehind(long upTo) {
        dropped = upTo;
        index.removeUpTo(upTo);
        undo();
    }

    LsnRange range() {
        boolean folded = fold != null && foldLast > seenDropped;
        return new LsnRange(folded ? foldFirst : seenDropped + 1, seenNext - 1);
    }

    long dropped() {
        return dropped;
    }

    /** The LSN behind the last durable entry. */
    long next() {
        return index.next();
    }

    long append() {
        return seenNext++;
    }

    void drop(long upTo) {
        seenDropped = Math.max(seenDropped, upTo);
    }

    /** Everything that is not durable is gone. */
    void undo() {
        seenDropped = dropped;
        seenNext = index.next();
    }

    /** Damage left a hole: more is known to have been there than the index can hold. */
    void seeUpTo(long last) {
        seenNext = Math.max(seenNext, last + 1);
    }

    /** An entry of a batch has become durable in {@code segment}. */
    void settle(Batch.Item item, Segment segment, int offset) {
        if (item.type() == EntryType.DROP) {
            settleDrop(item.lsn());
        } else if (item.lsn() == index.next()) {
            index.add(segment, offset, item.payloadBytes(), item.stamp());
        } else if (index.contains(item.lsn())) {
            index.move(item.lsn(), segment, offset);
        }
    }

    private void settleDrop(long upTo) {
        dropped = Math.max(dropped, upTo);
        index.removeUpTo(dropped);
        if (fold != null && foldLast <= dropped) {
            fold = null;
        }
    }

    /** A fold is durable: it stands for all up to {@code last}. */
    void fold(Segment segment, long first, long last, long stamp) {
        fold = segment;
        foldFirst = first;
        foldLast = last;
        foldStamp = stamp;
        index.removeUpTo(last);
        seenNext = Math.max(seenNext, index.next());
        settleDrop(dropped);
    }

    /** Stamp of a durable LSN that is not inside a fold. */
    long stamp(long lsn) {
        return fold != null && lsn == foldLast ? foldStamp : index.stamp(lsn);
    }

    int entries() {
        return index.count() + (fold == null ? 0 : 1);
    }
}
