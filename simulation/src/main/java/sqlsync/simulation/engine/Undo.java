package sqlsync.simulation.engine;

import java.util.Arrays;

/** What pages were like when a statement or a savepoint began, of those that changed since. */
final class Undo {
    final int pageCount;
    private int size;
    private int[] numbers = new int[4];

    /** Null for a page that was not there. */
    private byte[][] before = new byte[4][];

    Undo(int pageCount) {
        this.pageCount = pageCount;
    }

    boolean contains(int number) {
        for (int i = size - 1; i >= 0; i--) {
            if (numbers[i] == number) {
                return true;
            }
        }
        return false;
    }

    void add(int number, byte[] page) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, size * 2);
            before = Arrays.copyOf(before, size * 2);
        }
        numbers[size] = number;
        before[size++] = page;
    }

    /** Takes over what a later one within this one knows. */
    void addAll(Undo later) {
        for (int i = 0; i < later.size; i++) {
            if (!contains(later.numbers[i])) {
                add(later.numbers[i], later.before[i]);
            }
        }
    }

    int size() {
        return size;
    }

    int number(int i) {
        return numbers[i];
    }

    byte[] before(int i) {
        return before[i];
    }
}
