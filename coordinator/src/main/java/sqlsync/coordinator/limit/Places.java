package sqlsync.coordinator.limit;

import java.util.HashMap;
import java.util.Map;

/** So many places for each holder. Any thread may call. */
public final class Places {
    private final int placesMax;
    private final Map<Object, Integer> taken = new HashMap<>();

    Places(int placesMax) {
        this.placesMax = placesMax;
    }

    /** Takes a place; false where the holder has as many as he may. */
    public synchronized boolean take(Object holder) {
        int his = taken.getOrDefault(holder, 0);
        if (his >= placesMax) {
            return false;
        }
        taken.put(holder, his + 1);
        return true;
    }

    /** Gives a place back. */
    public synchronized void give(Object holder) {
        taken.computeIfPresent(holder, (same, his) -> his == 1 ? null : his - 1);
    }
}
