package sqlsync.coordinator.health;

/**
 * A mutation was stopped, and nothing of it may be settled: neither accepted nor rejected. Not an
 * exception that a document would take for a rejection; whoever owns the document gives it up and
 * opens it again where there is more time.
 */
public final class CutOffError extends Error {
    public CutOffError(String mutation, String name) {
        super("The mutation " + mutation + " (" + name + ") was cut off.");
    }
}
