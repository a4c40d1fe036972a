package sqlsync.journal;

import java.util.ArrayList;
import java.util.List;

/** The entries of one journal that are not durable yet: neighbouring LSNs, where they lie. */
final class PendingEntries {
    /** An entry in the body of its batch. */
    record Pending(Batch batch, Batch.Item item) {
        Entry entry() {
            return batch.entry(item);
        }
    }

    private final List<Pending> entries = new ArrayList<>();
    private int head;

    void add(Batch batch, Batch.Item item) {
        entries.add(new Pending(batch, item));
    }

    void clear() {
        entries.clear();
        head = 0;
    }

    /** The entry has become durable. */
    void written(Batch.Item item) {
        if (head < entries.size() && entries.get(head).item() == item) {
            removeFirst();
        }
    }

    /** A fold stands for all up to {@code last}. */
    void removeUpTo(long last) {
        while (head < entries.size() && entries.get(head).item().lsn <= last) {
            removeFirst();
        }
    }

    private void removeFirst() {
        entries.set(head, null);
        head++;
        if (head == entries.size()) {
            clear();
        } else if (head > 1024 && head > entries.size() / 2) {
            entries.subList(0, head).clear();
            head = 0;
        }
    }

    /** The entry with this LSN, or null. */
    Pending find(long lsn) {
        if (head == entries.size()) {
            return null;
        }
        long index = lsn - entries.get(head).item().lsn;
        return index < 0 || index >= entries.size() - head ? null : entries.get(head + (int) index);
    }
}
