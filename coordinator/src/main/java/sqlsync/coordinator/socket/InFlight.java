package sqlsync.coordinator.socket;

/**
 * Bytes of a connection that documents have not taken in yet. While there are too many, the next
 * frame is not read: then TCP holds the sender back.
 */
final class InFlight {
    private final int bytesMax;
    private final Runnable readOn;
    private long bytes;
    private boolean holding;

    /**
     * @param readOn asks for the next frame; called by any thread
     */
    InFlight(int bytesMax, Runnable readOn) {
        this.bytesMax = bytesMax;
        this.readOn = readOn;
    }

    synchronized void add(int count) {
        bytes += count;
    }

    void remove(int count) {
        boolean on;
        synchronized (this) {
            bytes -= count;
            on = holding && bytes <= bytesMax;
            holding &= !on;
        }
        if (on) {
            readOn.run();
        }
    }

    /** One frame was taken in: asks for the next, now or when there is room. */
    void next() {
        synchronized (this) {
            holding = bytes > bytesMax;
            if (holding) {
                return;
            }
        }
        readOn.run();
    }
}
