package sqlsync.journal;

/**
 * Neighbouring log sequence numbers, both ends inclusive; the first of all is 1. An empty range
 * still has a place: {@code last == first - 1}, and {@link #next} is what comes there.
 */
public record LsnRange(long first, long last) {
    public LsnRange {
        if (first < 1 || last < first - 1) {
            throw new IllegalArgumentException(first + ".." + last);
        }
    }

    public boolean isEmpty() {
        return last < first;
    }

    public long next() {
        return last + 1;
    }

    public boolean contains(long lsn) {
        return lsn >= first && lsn <= last;
    }

    @Override
    public String toString() {
        return isEmpty() ? "empty, next is " + first : first + ".." + last;
    }
}
