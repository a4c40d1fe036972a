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
    private final String[] ids = new String[JournalKind.COUNT];
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
            copy.ids[kind] = ids[kind];
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
        forget(kind, upTo);
        if (kind == JournalKind.STORAGE && fold != null && foldLast <= upTo) {
            fold = null;
        }
    }

    /** One by one: TeaVM's {@code TreeMap} loses more than the head map that is cleared. */
    private void forget(JournalKind kind, long upTo) {
        TreeMap<Long, String> all = entries(kind);
        while (!all.isEmpty() && all.firstKey() <= upTo) {
            all.pollFirstEntry();
        }
    }

    /** The first LSN that a fold could end at; none if it is not below the next one. */
    long foldable() {
        return Math.max(dropped[0], foldLast) + 1;
    }

    void fold(long upTo, String payload) {
        fold(range(JournalKind.STORAGE).first(), upTo, payload);
    }

    void fold(long first, long upTo, String payload) {
        foldFirst = first;
        foldLast = upTo;
        next[0] = Math.max(next[0], upTo + 1);
        fold = payload;
        forget(JournalKind.STORAGE, upTo);
    }

    LsnRange range(JournalKind kind) {
        int k = kind.ordinal();
        boolean folded = kind == JournalKind.STORAGE && fold != null;
        return new LsnRange(folded ? foldFirst : dropped[k] + 1, next[k] - 1);
    }

    /** The journal starts over under this id. */
    void replace(JournalKind kind, JournalId id) {
        int k = kind.ordinal();
        entries(kind).clear();
        dropped[k] = 0;
        next[k] = 1;
        ids[k] = id.text();
        if (kind == JournalKind.STORAGE) {
            fold = null;
            foldLast = 0;
        }
    }

    /** A number for all that storage ever held up to an LSN; a fold tells it of what it covers. */
    int digest(long upTo) {
        int digest = fold == null ? 0 : Integer.parseInt(fold.split(" ")[1]);
        for (String payload : entries(JournalKind.STORAGE).headMap(upTo, true).values()) {
            digest = digest * 31 + payload.hashCode();
        }
        return digest;
    }

    /** The entries of one journal that a cursor over this range shows. */
    List<String> shown(JournalKind kind, LsnRange range) {
        List<String> shown = new ArrayList<>();
        if (kind == JournalKind.STORAGE && fold != null && range.first() <= foldLast) {
            shown.add(shownFold());
        }
        entries(kind)
                .subMap(range.first(), true, range.last(), true)
                .forEach((lsn, payload) -> shown.add(shown(kind, lsn, payload)));
        return shown;
    }

    private String shownFold() {
        return "s" + (foldFirst == foldLast ? "" : foldFirst + "-") + foldLast + " " + fold;
    }

    private static String shown(JournalKind kind, long lsn, String payload) {
        return "std".charAt(kind.ordinal()) + "" + lsn + " " + payload;
    }

    /** What recovery shows, as {@link LogBench#recovered} has it. */
    List<String> shown() {
        List<String> shown = new ArrayList<>();
        if (fold != null) {
            shown.add(shownFold());
        }
        for (JournalKind kind : JournalKind.values()) {
            for (Map.Entry<Long, String> entry : entries(kind).entrySet()) {
                shown.add(shown(kind, entry.getKey(), entry.getValue()));
            }
        }
        return shown;
    }

    /** Shown, and where both journals go on. */
    boolean isSeenIn(LogBench bench) {
        for (JournalKind kind : JournalKind.values()) {
            String id = ids[kind.ordinal()];
            if (!range(kind).equals(bench.journal(kind).range())
                    || (id != null && !id.equals(bench.journal(kind).id().text()))) {
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
