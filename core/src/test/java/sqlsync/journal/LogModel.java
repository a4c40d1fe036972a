package sqlsync.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a log should hold: two maps, a fold, and how far each journal has come. */
final class LogModel {
    private final TreeMap<Long, String> storage;
    private final TreeMap<Long, String> timeline;
    private final long[] dropped;
    private final long[] next;
    private long foldFirst;
    private long foldLast;
    private String fold;

    LogModel() {
        this(new TreeMap<>(), new TreeMap<>(), new long[2], new long[] {1, 1});
    }

    private LogModel(
            TreeMap<Long, String> storage,
            TreeMap<Long, String> timeline,
            long[] dropped,
            long[] next) {
        this.storage = storage;
        this.timeline = timeline;
        this.dropped = dropped;
        this.next = next;
    }

    LogModel copy() {
        LogModel copy =
                new LogModel(
                        new TreeMap<>(storage),
                        new TreeMap<>(timeline),
                        dropped.clone(),
                        next.clone());
        copy.foldFirst = foldFirst;
        copy.foldLast = foldLast;
        copy.fold = fold;
        return copy;
    }

    private TreeMap<Long, String> entries(JournalKind kind) {
        return kind == JournalKind.STORAGE ? storage : timeline;
    }

    long append(JournalKind kind, String payload) {
        long lsn = next[kind.ordinal()]++;
        entries(kind).put(lsn, payload);
        return lsn;
    }

    void drop(JournalKind kind, long upTo) {
        dropped[kind.ordinal()] = Math.max(dropped[kind.ordinal()], upTo);
        entries(kind).headMap(upTo, true).clear();
        if (kind == JournalKind.STORAGE && fold != null && foldLast <= upTo) {
            fold = null;
        }
    }

    /** The first LSN that a fold could end at; none if it is not below the next one. */
    long foldable() {
        return Math.max(dropped[0], foldLast) + 1;
    }

    void fold(long upTo, String payload) {
        foldFirst = range(JournalKind.STORAGE).first();
        foldLast = upTo;
        fold = payload;
        storage.headMap(upTo, true).clear();
    }

    LsnRange range(JournalKind kind) {
        int k = kind.ordinal();
        boolean folded = kind == JournalKind.STORAGE && fold != null;
        return new LsnRange(folded ? foldFirst : dropped[k] + 1, next[k] - 1);
    }

    /** What recovery shows, as {@link LogBench#recovered} has it. */
    List<String> shown() {
        List<String> shown = new ArrayList<>();
        if (fold != null) {
            String lsn = foldFirst == foldLast ? "" + foldLast : foldFirst + "-" + foldLast;
            shown.add("s" + lsn + " " + fold);
        }
        for (Map.Entry<Long, String> entry : storage.entrySet()) {
            shown.add("s" + entry.getKey() + " " + entry.getValue());
        }
        for (Map.Entry<Long, String> entry : timeline.entrySet()) {
            shown.add("t" + entry.getKey() + " " + entry.getValue());
        }
        return shown;
    }

    /** Shown, and where both journals go on. */
    boolean isSeenIn(LogBench bench) {
        return shown().equals(bench.recovered)
                && range(JournalKind.STORAGE).equals(bench.log.storage().range())
                && range(JournalKind.TIMELINE).equals(bench.log.timeline().range());
    }

    @Override
    public String toString() {
        return range(JournalKind.STORAGE) + " / " + range(JournalKind.TIMELINE) + " " + shown();
    }
}
