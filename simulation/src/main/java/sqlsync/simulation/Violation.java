package sqlsync.simulation;

/** An invariant does not hold. */
@SuppressWarnings("serial")
public final class Violation extends RuntimeException {
    private final Invariant invariant;

    public Violation(Invariant invariant, String what) {
        super(invariant.number() + " " + invariant + ": " + what);
        this.invariant = invariant;
    }

    public Invariant invariant() {
        return invariant;
    }
}
