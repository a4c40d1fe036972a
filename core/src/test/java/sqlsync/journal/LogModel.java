package sqlsync.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a log should hold: a map for each journal, a fold, and how far each journal has come. */
final class LogModel {
    private final List<TreeMap<Long, String>> entries = new ArrayList<>();
    private final long[] dropped = new long[JournalKind.COUNT];
    private final long[] next = new long[JournalKind.COUNT];
    private long foldFirst;
    private long foldLast;
    private String fold;

    LogModel() {
        for (int kind = 0; kind < JournalKind.COUNT; kind++) {
            entries.add(new TreeMap<>());
            next[kind] = 1;
        }
    }

    LogModel copy() {
        LogModel copy = new LogModel();
        for (int kind = 0; kind < JournalKind.COUNT; kind++) {
            copy.entries.get(kind).putAll(entries.get(kind));
            copy.dropped[kind] = dropped[kind];
            copy.next[kind] = next[kind];
        }
        copy.foldFirst = foldFirst;
        copy.foldLast = foldLast;
        copy.fold = fold;
        return copy;
    }

    private TreeMap<Long, String> entries(JournalKind kind) {
        return entries.get(kind.ordinal());
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
        entries(JournalKind.STORAGE).headMap(upTo, true).clear();
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
        for (JournalKind kind : JournalKind.values()) {
            for (Map.Entry<Long, String> entry : entries(kind).entrySet()) {
                char letter = "std".charAt(kind.ordinal());
                shown.add(letter + "" + entry.getKey() + " " + entry.getValue());
            }
        }
        return shown;
    }

    /** Shown, and where both journals go on. */
    boolean isSeenIn(LogBench bench) {
        for (JournalKind kind : JournalKind.values()) {
            if (!range(kind).equals(bench.journal(kind).range())) {
                return false;
            }
        }
        return shown().equals(bench.recovered);
    }

    @Override
    public String toString() {
        return range(JournalKind.STORAGE) + " / " + range(JournalKind.TIMELINE) + " " + shown();
    }
}
