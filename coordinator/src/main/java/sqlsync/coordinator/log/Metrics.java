package sqlsync.coordinator.log;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import sqlsync.ErrorCode;
import sqlsync.reducer.MutationRejectedException;

/**
 * Every number for monitoring that is ours, and those of the JVM ({@code jvm_}, {@code process_}).
 * Any thread may call. A label has few values, none of which a client can choose.
 */
public final class Metrics {
    private static final String PREFIX = "sqlsync_";
    private static final double NANOS = 1e9;

    /** From 100 µs to 30 s: a flush of a good disk to the end of a mutation without end. */
    private static final double[] SECONDS = {
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5,
        10, 30
    };

    /** Reasons of rejections that are the product's own; those of applications are many. */
    private static final Set<String> OWN_REASONS =
            Set.of(
                    MutationRejectedException.THREW,
                    MutationRejectedException.ASYNC,
                    "limit",
                    "reducer-crashed",
                    "malformed",
                    "out-of-order");

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Histogram queue;
    private final Counter refusals;

    /** Mutations by message or request: from its arrival until what became of them is on disk. */
    public final Timer settling;

    /** One mutation by its reducer. */
    public final Timer applying;

    /** One flush of a file. */
    public final Timer flushing;

    public final CounterDataPoint connectionsOpened;
    public final CounterDataPoint framesReceived;
    public final CounterDataPoint frameBytesReceived;
    public final CounterDataPoint documentsOpened;
    public final CounterDataPoint documentsFailed;
    public final CounterDataPoint storageFailures;
    public final CounterDataPoint mutationsCutOff;
    public final CounterDataPoint loopsGivenUp;
    public final CounterDataPoint queriesLong;
    public final CounterDataPoint reducerThrew;
    public final CounterDataPoint reducerConsoleLeftOut;
    public final CounterDataPoint problems;

    public Metrics() {
        JvmMetrics.builder().register(registry);
        queue =
                histogram(
                        "queue_seconds",
                        "What waited for a thread, until it had its turn.",
                        "thread");
        refusals =
                Counter.builder()
                        .name(PREFIX + "refusals_total")
                        .help("What was refused: connections, attaches, requests, mutations.")
                        .labelNames("what", "reason")
                        .register(registry);
        settling =
                timer(
                        "settling_seconds",
                        "Mutations of one message or request: from its arrival until their outcome is on disk.");
        applying = timer("applying_seconds", "One mutation, applied by its reducer.");
        flushing = timer("flush_seconds", "One flush of a file.");
        connectionsOpened = counter("connections_opened_total", "WebSockets that were opened.");
        framesReceived = counter("frames_received_total", "Messages of devices.");
        frameBytesReceived = counter("frame_bytes_received_total", "Bytes of these messages.");
        documentsOpened = counter("documents_opened_total", "Documents that were opened.");
        documentsFailed =
                counter(
                        "documents_failed_total",
                        "Attempts to open a document that failed by a fault of this side.");
        storageFailures =
                counter(
                        "storage_failures_total",
                        "Failed writes of documents, which were taken back.");
        mutationsCutOff =
                counter("mutations_cut_off_total", "Mutations that were stopped for their time.");
        loopsGivenUp = counter("loops_given_up_total", "Loops that a mutation kept busy for good.");
        queriesLong =
                counter("queries_long_total", "Queries that were run on a loop of their own.");
        reducerThrew = counter("reducer_threw_total", "Mutations and migrations that threw.");
        reducerConsoleLeftOut =
                counter(
                        "reducer_console_left_out_total",
                        "Lines that reducers wrote to console and the log does not have.");
        problems = counter("problems_total", "Unexpected errors; the log has them.");
    }

    /** A histogram of seconds. */
    public record Timer(DistributionDataPoint seconds) {
        /**
         * @param startNanos {@code System.nanoTime()} at the beginning
         */
        public void since(long startNanos) {
            seconds.observe((System.nanoTime() - startNanos) / NANOS);
        }
    }

    private Timer timer(String name, String help) {
        Histogram histogram = histogram(name, help);
        histogram.initLabelValues();
        return new Timer(histogram);
    }

    private Histogram histogram(String name, String help, String... labels) {
        return Histogram.builder()
                .name(PREFIX + name)
                .help(help)
                .labelNames(labels)
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .register(registry);
    }

    private CounterDataPoint counter(String name, String help) {
        Counter counter = Counter.builder().name(PREFIX + name).help(help).register(registry);
        counter.initLabelValues();
        return counter;
    }

    /** How long what is given to a thread, or to threads of one kind, waits there. */
    public Timer queue(String thread) {
        return new Timer(queue.labelValues(thread));
    }

    /** What something is now, whenever it is asked. */
    public void gauge(String name, String help, LongSupplier value) {
        DoubleSupplier number = value::getAsLong;
        GaugeWithCallback.builder()
                .name(PREFIX + name)
                .help(help)
                .callback(callback -> callback.call(number.getAsDouble()))
                .register(registry);
    }

    /** The same of several things, by the values of one label. */
    public void gauges(String name, String help, String label, Map<String, LongSupplier> values) {
        GaugeWithCallback.builder()
                .name(PREFIX + name)
                .help(help)
                .labelNames(label)
                .callback(
                        callback ->
                                values.forEach(
                                        (each, value) -> callback.call(value.getAsLong(), each)))
                .register(registry);
    }

    /** A connection was refused, or ended because of what came on it. */
    public void refusedConnection(String reason) {
        refused("connection", reason);
    }

    /**
     * A document was refused to a device.
     *
     * @param code text of an {@code ErrorCode}
     */
    public void refusedAttach(String code) {
        refused("attach", code);
    }

    /** A request over HTTP was answered with an error. */
    public void refusedRequest(ErrorCode code) {
        refused("request", code.text());
    }

    /**
     * A mutation of a device was rejected.
     *
     * @param reason as the reducer gave it, or null
     */
    public void rejected(String code, String reason) {
        boolean rejected = code.equals(ErrorCode.MUTATION_REJECTED.text());
        String own = reason != null && OWN_REASONS.contains(reason) ? reason : "application";
        refused("mutation", rejected ? own : code);
    }

    private void refused(String what, String reason) {
        refusals.labelValues(what, reason).inc();
    }

    /** All of them, in the text format of Prometheus. */
    public String text() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(out, registry.scrape());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
