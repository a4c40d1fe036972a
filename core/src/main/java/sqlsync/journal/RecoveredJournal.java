package sqlsync.journal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Puts the entries of one journal, gathered from all segments of its log, in order. */
final class RecoveredJournal {
    /** An entry, and the segment that holds it. */
    record Placed(Segment segment, Entry entry) {
        /** Position of its header in the segment. */
        int offset() {
            return SegmentFormat.RECORDS_AT + entry.encodedAt();
        }
    }

    private final JournalState state;
    private final List<Placed> gathered = new ArrayList<>();
    private final List<Entry> sound = new ArrayList<>();
    private final List<Entry> behindHole = new ArrayList<>();
    private long dropped;
    private boolean hole;

    RecoveredJournal(JournalState state) {
        this.state = state;
    }

    void gather(Segment segment, Entry entry) {
        if (entry.type() == EntryType.DROP) {
            dropped = Math.max(dropped, entry.last());
        } else {
            gathered.add(new Placed(segment, entry));
        }
    }

    /**
     * Fills the state's index.
     *
     * @param known what superblocks say of it
     * @param foldSegment the segment of {@code fold}
     * @param fold the newest fold, or null
     */
    void resolve(Position known, Segment foldSegment, Entry fold) {
        state.startBehind(Math.max(dropped, known.dropped()));
        if (fold != null) {
            EntryHead head = fold.head();
            int payloadAt = fold.encodedAt() + SegmentFormat.ENTRY_PAYLOAD_AT;
            state.fold(
                    foldSegment,
                    head,
                    FoldStamps.read(head, fold.array(), payloadAt, head.payloadBytes()));
        }
        // Copies of an entry keep the order in which they were written: the latest wins.
        gathered.sort(Comparator.comparingLong(placed -> placed.entry().first()));
        long base = state.index.first();
        for (Placed placed : gathered) {
            long lsn = placed.entry().first();
            if (lsn < base) {
                continue;
            }
            if (hole || lsn > state.next()) {
                hole = true;
                behindHole.add(placed.entry());
            } else if (lsn == state.next()) {
                state.index.add(
                        placed.segment(),
                        placed.offset(),
                        placed.entry().length(),
                        placed.entry().stamp());
                sound.add(placed.entry());
            } else {
                state.index.move(lsn, placed.segment(), placed.offset());
                sound.set((int) (lsn - base), placed.entry());
            }
        }
        hole |= state.next() < known.next();
        state.undo();
        if (!behindHole.isEmpty()) {
            state.seeUpTo(behindHole.get(behindHole.size() - 1).last());
        }
    }

    /** Whether an entry is missing that is known to have been there. */
    boolean hasHole() {
        return hole;
    }

    /** The entries up to the first hole. */
    List<Entry> sound() {
        return sound;
    }

    /** The entries after the first hole. */
    List<Entry> behindHole() {
        return behindHole;
    }
}
