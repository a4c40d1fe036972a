package sqlsync.simulation;

import java.util.ArrayList;
import java.util.List;
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
     */
    public record Shape(int devices, int segmentBytes) {}

    private static final int[] SEGMENT_BYTES = {1 << 13, 1 << 14, 1 << 16, 1 << 20};

    /** The script that a seed stands for. */
    public static Script of(long seed, int operations) {
        Random random = new Random(seed);
        Shape shape = new Shape(1, SEGMENT_BYTES[random.nextInt(SEGMENT_BYTES.length)]);
        int weights = 0;
        for (StepKind kind : StepKind.values()) {
            weights += kind.weight;
        }
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < operations; i++) {
            int device = random.nextInt(shape.devices());
            steps.add(new Step(choose(random.nextInt(weights)), device, random.nextLong()));
        }
        return new Script(seed, shape, steps);
    }

    private static StepKind choose(int point) {
        int rest = point;
        for (StepKind kind : StepKind.values()) {
            rest -= kind.weight;
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
        String[] lines = text.strip().split("\n");
        List<Step> steps = new ArrayList<>();
        for (String line : List.of(lines).subList(3, lines.length)) {
            String[] words = line.split(" ");
            steps.add(
                    new Step(
                            StepKind.valueOf(words[0]),
                            Integer.parseInt(words[1]),
                            Long.parseLong(words[2])));
        }
        int devices = Integer.parseInt(lines[1].substring("devices ".length()));
        int segmentBytes = Integer.parseInt(lines[2].substring("segment ".length()));
        long seed = Long.parseLong(lines[0].substring("seed ".length()));
        return new Script(seed, new Shape(devices, segmentBytes), steps);
    }
}
