package sqlsync.coordinator.limit;

import java.util.HashMap;
import java.util.Map;

/**
 * Bytes of memory that many holders share.
 *
 * <p>A holder may have at most as much as is left for the others: the first one half of the budget,
 * the next one half of the rest. So a holder of little finds room, however much others try to take.
 * Any thread may call.
 */
public final class Budget {
    private final long bytesMax;
    private final Map<Object, Long> held = new HashMap<>();
    private long taken;

    public Budget(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /**
     * Takes bytes for a holder.
     *
     * @param holder who they are for; compared by {@code equals}
     * @return false where there is no room; then nothing is taken
     */
    public synchronized boolean take(Object holder, long bytes) {
        long his = held.getOrDefault(holder, 0L) + bytes;
        if (his > bytesMax - taken - bytes) {
            return false;
        }
        takeAnyway(holder, bytes);
        return true;
    }

    /** Counts bytes that are there already, whether there is room or not. */
    public synchronized void takeAnyway(Object holder, long bytes) {
        if (bytes != 0) {
            held.merge(holder, bytes, Long::sum);
            taken += bytes;
        }
    }

    /** Gives back what was taken. */
    public synchronized void give(Object holder, long bytes) {
        if (bytes == 0) {
            return;
        }
        long left = held.getOrDefault(holder, 0L) - bytes;
        if (left < 0) {
            throw new IllegalStateException("more was given back than taken");
        }
        if (left == 0) {
            held.remove(holder);
        } else {
            held.put(holder, left);
        }
        taken -= bytes;
    }

    /** Bytes that are taken now. */
    public synchronized long taken() {
        return taken;
    }
}
