package sqlsync.journal;

/**
 * One journal in memory: what is durable, and what is seen, which is ahead of it by what was not
 * flushed yet.
 */
final class JournalState {
    final EntryIndex index = new EntryIndex();
    final PendingEntries pending = new PendingEntries();

    /** The segment with the newest fold, or null. */
    Segment fold;

    private EntryHead foldHead;
    private FoldStamps foldStamps = FoldStamps.NONE;
    private Incarnation durable;
    private Incarnation seen;
    private long dropped;
    private long seenDropped;
    private long seenNext = 1;

    JournalState(Incarnation incarnation) {
        this.durable = incarnation;
        this.seen = incarnation;
    }

    Incarnation incarnation() {
        return seen;
    }

    /** Whether what is seen starts over, and that is not durable yet. */
    private boolean startsOver() {
        return seen.number() != durable.number();
    }

    /** Recovery begins: all up to {@code upTo} is gone. */
    void startBehind(long upTo) {
        dropped = upTo;
        index.removeUpTo(upTo);
        undo();
    }

    LsnRange range() {
        return new LsnRange(folded() ? foldHead.first() : seenDropped + 1, seenNext - 1);
    }

    /** The seen part of what is durable; empty where the journal starts over. */
    LsnRange durableRange() {
        long first = range().first();
        return new LsnRange(first, startsOver() ? first - 1 : Math.max(first, index.next()) - 1);
    }

    private boolean folded() {
        return fold != null && !startsOver() && foldHead.last() > seenDropped;
    }

    /** Whether this LSN is seen as a part of the fold. */
    boolean inFold(long lsn) {
        return folded() && lsn >= foldHead.first() && lsn <= foldHead.last();
    }

    EntryHead foldHead() {
        return foldHead;
    }

    /** Whether a durable entry of this LSN lies in a log segment, and is seen. */
    boolean inIndex(long lsn) {
        return !startsOver() && lsn > seenDropped && index.contains(lsn);
    }

    /** An entry that is seen and not durable, or null. */
    PendingEntries.Pending pending(long lsn) {
        return lsn > seenDropped ? pending.find(lsn) : null;
    }

    /** The last LSN that is durable, dropped or not; 0 where there is none. */
    long durableLast() {
        return startsOver() ? 0 : index.next() - 1;
    }

    /** Whether the stamp of this LSN is known; inside of folds it may not be. */
    boolean knowsStamp(long lsn) {
        return pending.find(lsn) != null
                || !startsOver() && (index.contains(lsn) || foldStamps.knows(lsn));
    }

    long stamp(long lsn) {
        PendingEntries.Pending found = pending.find(lsn);
        if (found != null) {
            return found.item().stamp;
        }
        return index.contains(lsn) ? index.stamp(lsn) : foldStamps.stamp(lsn);
    }

    /** The stamps for a fold of these LSNs, the last of which is durable. */
    FoldStamps stamps(LsnRange range) {
        long last = range.last();
        int count = 0;
        while (count < FoldStamps.COUNT_MAX
                && range.contains(last - count)
                && knowsStamp(last - count)) {
            count++;
        }
        long[] stamps = new long[count];
        for (int i = 0; i < count; i++) {
            stamps[i] = stamp(last - count + 1 + i);
        }
        return new FoldStamps(last, stamps);
    }

    Position position() {
        return new Position(dropped, index.next());
    }

    long dropped() {
        return dropped;
    }

    /** The LSN behind the last durable entry. */
    long next() {
        return index.next();
    }

    /** The LSN that is appended next. */
    long seenNext() {
        return seenNext;
    }

    void append(Batch batch, Batch.Item item) {
        pending.add(batch, item);
        seenNext++;
    }

    void drop(long upTo) {
        seenDropped = Math.max(seenDropped, upTo);
    }

    /** Starts over, as far as it is seen. */
    void replace(Incarnation incarnation) {
        seen = incarnation;
        pending.clear();
        seenDropped = 0;
        seenNext = 1;
    }

    /** Everything that is not durable is gone. */
    void undo() {
        seen = durable;
        pending.clear();
        seenDropped = dropped;
        seenNext = index.next();
    }

    /** Damage left a hole: more is known to have been there than the index can hold. */
    void seeUpTo(long last) {
        seenNext = Math.max(seenNext, last + 1);
    }

    /** That it starts over has become durable. */
    void settleReplaced(Incarnation incarnation) {
        durable = incarnation;
        fold = null;
        foldStamps = FoldStamps.NONE;
        dropped = 0;
        index.clear();
    }

    /** An entry of a batch has become durable in {@code segment}. */
    void written(Batch.Item item, Segment segment, int offset) {
        pending.written(item);
        if (item.type == EntryType.DROP) {
            settleDrop(item.lsn);
        } else if (item.lsn == index.next()) {
            index.add(segment, offset, item.payloadBytes, item.stamp);
        }
    }

    private void settleDrop(long upTo) {
        dropped = Math.max(dropped, upTo);
        index.removeUpTo(dropped);
        if (fold != null && foldHead.last() <= dropped) {
            fold = null;
        }
    }

    /** Whether a fold of that incarnation, up to {@code last}, is news. */
    boolean wantsFold(Incarnation of, long last) {
        return of.number() == durable.number() && (fold == null || last > foldHead.last());
    }

    /** A fold is durable: it stands for all up to its last LSN. */
    void fold(Segment segment, EntryHead head, FoldStamps stamps) {
        fold = segment;
        foldHead = head;
        foldStamps = stamps;
        index.removeUpTo(head.last());
        if (!startsOver()) {
            pending.removeUpTo(head.last());
            seenNext = Math.max(seenNext, index.next());
        }
        settleDrop(dropped);
    }

    int entries() {
        return index.count() + (fold == null ? 0 : 1);
    }
}
