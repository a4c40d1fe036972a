package sqlsync.coordinator.limit;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Connections whose user is not known yet.
 *
 * <p>A new connection is always let in. If there is no place, the one that has waited longest is
 * closed: of the same address if that has too many, else of the address that has most. So many
 * silent connections cannot keep out somebody who authenticates. Any thread may call.
 */
public final class WaitingRoom {
    /** One connection; compared by identity. */
    public interface Visitor {
        /** Somebody else has its place. Called without a lock; ends the connection. */
        void turnedAway();
    }

    private final int placesMax;
    private final int placesOfAddressMax;
    private final Map<String, Set<Visitor>> waiting = new LinkedHashMap<>();
    private int count;

    /**
     * @param placesOfAddressMax of one address
     */
    public WaitingRoom(int placesMax, int placesOfAddressMax) {
        this.placesMax = placesMax;
        this.placesOfAddressMax = placesOfAddressMax;
    }

    /** A connection has been opened. */
    public void enter(String address, Visitor visitor) {
        Visitor last = null;
        synchronized (this) {
            Set<Visitor> same = waiting.get(address);
            if (same != null && same.size() >= placesOfAddressMax) {
                last = removeOldest(address, same);
            } else if (count >= placesMax) {
                String crowded = mostCrowded();
                last = removeOldest(crowded, waiting.get(crowded));
            }
            waiting.computeIfAbsent(address, none -> new LinkedHashSet<>()).add(visitor);
            count++;
        }
        if (last != null) {
            last.turnedAway();
        }
    }

    private Visitor removeOldest(String address, Set<Visitor> of) {
        Visitor oldest = of.iterator().next();
        leave(address, oldest);
        return oldest;
    }

    private String mostCrowded() {
        String crowded = null;
        int most = 0;
        for (Map.Entry<String, Set<Visitor>> each : waiting.entrySet()) {
            if (each.getValue().size() > most) {
                most = each.getValue().size();
                crowded = each.getKey();
            }
        }
        return crowded;
    }

    /** It is known now, or has ended. Where it is not here, nothing happens. */
    public synchronized void leave(String address, Visitor visitor) {
        Set<Visitor> same = waiting.get(address);
        if (same != null && same.remove(visitor)) {
            count--;
            if (same.isEmpty()) {
                waiting.remove(address);
            }
        }
    }

    /** Connections that wait. */
    public synchronized int count() {
        return count;
    }
}
