package sqlsync.coordinator.limit;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Messages that have arrived in part, and the bytes that they hold of a {@link Budget}.
 *
 * <p>If a holder has no room for more, its own oldest message is dropped: what it begins and does
 * not finish blocks nobody else, and none of its own later messages. Any thread may call.
 */
public final class UnfinishedMessages {
    /** What receives one message at a time; compared by identity. */
    public interface Receiver {
        /**
         * The message goes: the receiver gives its bytes back before it returns, and ends its
         * connection. Called by any thread, without a lock.
         */
        void displaced();
    }

    private final Budget budget;
    private final Map<Object, Set<Receiver>> receiving = new HashMap<>();

    UnfinishedMessages(Budget budget) {
        this.budget = budget;
    }

    /**
     * Takes bytes for a piece of a message; call it without a lock.
     *
     * @return false where there is no room even without the holder's other messages; then nothing
     *     is taken
     */
    public boolean take(Object holder, Receiver receiver, int bytes) {
        while (!budget.take(holder, bytes)) {
            Receiver oldest = removeOldestBut(holder, receiver);
            if (oldest == null) {
                return false;
            }
            oldest.displaced();
        }
        begun(holder, receiver);
        return true;
    }

    /** Counts a message that another budget counted until now, whether there is room or not. */
    public void takeAnyway(Object holder, Receiver receiver, int bytes) {
        budget.takeAnyway(holder, bytes);
        begun(holder, receiver);
    }

    /** Gives bytes back, of a message that goes on or has ended. */
    public void give(Object holder, int bytes) {
        budget.give(holder, bytes);
    }

    /** The message is complete, or given up; its bytes may be held on. */
    public synchronized void ended(Object holder, Receiver receiver) {
        Set<Receiver> same = receiving.get(holder);
        if (same != null && same.remove(receiver) && same.isEmpty()) {
            receiving.remove(holder);
        }
    }

    private synchronized void begun(Object holder, Receiver receiver) {
        receiving.computeIfAbsent(holder, none -> new LinkedHashSet<>()).add(receiver);
    }

    private synchronized Receiver removeOldestBut(Object holder, Receiver receiver) {
        for (Receiver each : receiving.getOrDefault(holder, Set.of())) {
            if (each != receiver) {
                ended(holder, each);
                return each;
            }
        }
        return null;
    }
}
