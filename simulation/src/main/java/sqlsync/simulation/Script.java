package sqlsync.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * All that happens in a world, in order.
 *
 * @param seed of what belongs to no step: the damage that a power cut does, identifiers
 */
public record Script(long seed, Shape shape, List<Step> steps) {
    /**
     * How large a world is.
     *
     * @param devices from 1
     * @param segmentBytes of the journals; small ones turn and fold often
     * @param schema what its {@link Schema} follows from
     * @param coordinator whether there is one
     * @param hosted whether the files of devices are held by tabs, which die, freeze and answer
     *     late
     */
    public record Shape(
            int devices, int segmentBytes, long schema, boolean coordinator, boolean hosted) {}

    private static final int[] SEGMENT_BYTES = {1 << 13, 1 << 14, 1 << 16, 1 << 20};
    private static final int DEVICES_MAX = 4;

    /** One world in so many has storage hosts. */
    private static final int HOSTED = 4;

    /** Of those, one in so many has segments of one batch and layers of one mutation. */
    private static final int TINY = 3;

    /** Less than what stands before the first record, so that each batch has one of its own. */
    static final int TINY_SEGMENT_BYTES = 512;

    /** One world in so many is a device without a coordinator. */
    private static final int LOCAL = 5;

    /** The script that a seed stands for. */
    public static Script of(long seed, int operations) {
        Random random = new Random(seed);
        int segment = SEGMENT_BYTES[random.nextInt(SEGMENT_BYTES.length)];
        boolean coordinator = random.nextInt(LOCAL) > 0;
        int devices = coordinator ? 1 + random.nextInt(DEVICES_MAX) : 1;
        boolean hosted = Math.floorMod(seed, HOSTED) == 0;
        if (hosted && Math.floorMod(seed / HOSTED, TINY) == 0) {
            segment = TINY_SEGMENT_BYTES;
        }
        Shape shape = new Shape(devices, segment, 1 + random.nextInt(1000), coordinator, hosted);
        int weights = 0;
        for (StepKind kind : StepKind.values()) {
            weights += weight(kind, shape);
        }
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < operations; i++) {
            int device = random.nextInt(shape.devices());
            steps.add(new Step(choose(random.nextInt(weights), shape), device, random.nextLong()));
        }
        return new Script(seed, shape, steps);
    }

    private static int weight(StepKind kind, Shape shape) {
        boolean possible =
                switch (kind.needs) {
                    case NOTHING -> true;
                    case COORDINATOR -> shape.coordinator();
                    case HOSTS -> shape.hosted();
                };
        return possible ? kind.weight : 0;
    }

    private static StepKind choose(int point, Shape shape) {
        int rest = point;
        for (StepKind kind : StepKind.values()) {
            rest -= weight(kind, shape);
            if (rest < 0) {
                return kind;
            }
        }
        throw new IllegalArgumentException("point " + point);
    }

    /** The same without the steps from {@code from} to before {@code to}. */
    Script without(int from, int to) {
        List<Step> kept = new ArrayList<>(steps.subList(0, from));
        kept.addAll(steps.subList(to, steps.size()));
        return new Script(seed, shape, kept);
    }

    /** The script as text, which {@link #parse} reads: what a regression test keeps. */
    String text() {
        StringBuilder text = new StringBuilder();
        text.append("seed ").append(seed).append('\n');
        text.append("devices ").append(shape.devices()).append('\n');
        text.append("segment ").append(shape.segmentBytes()).append('\n');
        text.append("schema ").append(shape.schema()).append('\n');
        text.append("coordinator ").append(shape.coordinator() ? 1 : 0).append('\n');
        text.append("hosted ").append(shape.hosted() ? 1 : 0).append('\n');
        for (Step step : steps) {
            text.append(step.kind()).append(' ').append(step.device());
            text.append(' ').append(step.seed()).append('\n');
        }
        return text.toString();
    }

    /**
     * @throws IllegalArgumentException if it is not what {@link #text} makes
     */
    static Script parse(String text) {
        Map<String, Long> head = new HashMap<>();
        List<Step> steps = new ArrayList<>();
        for (String line : text.strip().split("\n")) {
            String[] words = line.split(" ");
            if (words.length == 2) {
                head.put(words[0], Long.parseLong(words[1]));
            } else {
                steps.add(
                        new Step(
                                StepKind.valueOf(words[0]),
                                Integer.parseInt(words[1]),
                                Long.parseLong(words[2])));
            }
        }
        Shape shape =
                new Shape(
                        head.get("devices").intValue(),
                        head.get("segment").intValue(),
                        head.getOrDefault("schema", 0L),
                        head.getOrDefault("coordinator", 0L) == 1,
                        head.getOrDefault("hosted", 0L) == 1);
        return new Script(head.get("seed"), shape, steps);
    }
}
