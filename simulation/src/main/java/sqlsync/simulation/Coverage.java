package sqlsync.simulation;

import java.util.Map;
import java.util.TreeMap;

/** How often each kind of thing happened, so that a simulator in which nothing happens is seen. */
public final class Coverage {
    private final Map<String, Long> counts = new TreeMap<>();

    public void count(String what) {
        add(what, 1);
    }

    public void add(String what, long times) {
        counts.merge(what, times, Long::sum);
    }

    public void addAll(Coverage other) {
        other.counts.forEach(this::add);
    }

    public long of(String what) {
        return counts.getOrDefault(what, 0L);
    }

    /** A line each. */
    public String report() {
        StringBuilder text = new StringBuilder();
        counts.forEach((what, times) -> text.append(what).append(' ').append(times).append('\n'));
        return text.toString();
    }
}
