package sqlsync.coordinator.log;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Numbers for monitoring, in the text format of Prometheus. Any thread may call. */
public final class Metrics {
    private static final String PREFIX = "sqlsync_";

    private final Map<String, LongAdder> counters = new ConcurrentHashMap<>();
    private final Map<String, LongSupplier> gauges = new ConcurrentHashMap<>();

    /** Adds to a counter; its name ends with {@code _total}. */
    public void add(String name, long count) {
        counters.computeIfAbsent(name, none -> new LongAdder()).add(count);
    }

    /** What something is now, whenever it is asked. */
    public void gauge(String name, LongSupplier value) {
        gauges.put(name, value);
    }

    /** All of them. */
    public String text() {
        Map<String, Long> values = new TreeMap<>();
        counters.forEach((name, count) -> values.put(name, count.sum()));
        gauges.forEach((name, value) -> values.put(name, value.getAsLong()));
        StringBuilder text = new StringBuilder();
        values.forEach(
                (name, value) ->
                        text.append("# TYPE ")
                                .append(PREFIX)
                                .append(name)
                                .append(counters.containsKey(name) ? " counter\n" : " gauge\n")
                                .append(PREFIX)
                                .append(name)
                                .append(' ')
                                .append(value)
                                .append('\n'));
        return text.toString();
    }
}
