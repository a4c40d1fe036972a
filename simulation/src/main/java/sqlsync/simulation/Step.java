package sqlsync.simulation;

/**
 * One step of a script. What it does follows from these numbers alone, so that it does the same
 * when steps before it are left out.
 *
 * @param device which device it concerns, from 0
 * @param seed of everything that it chooses
 */
public record Step(StepKind kind, int device, long seed) {
    @Override
    public String toString() {
        return kind + " device=" + device + " seed=" + seed;
    }
}
