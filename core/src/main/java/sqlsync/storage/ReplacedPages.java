package sqlsync.storage;

import java.util.Arrays;

/**
 * Pages that were replaced, each with the buffer it had before, null for none. Membership costs
 * O(1), emptying O(size): that is why it is not a map.
 */
final class ReplacedPages {
    /** By page number: position in {@link #numbers} plus one, 0 for a page that is not here. */
    private int[] place = new int[64];

    private int[] numbers = new int[16];
    private byte[][] buffers = new byte[16][];
    private int size;

    int size() {
        return size;
    }

    int number(int index) {
        return numbers[index];
    }

    byte[] before(int index) {
        return buffers[index];
    }

    boolean contains(int number) {
        return number < place.length && place[number] != 0;
    }

    /** The buffer that {@code number}, which must be here, had before. */
    byte[] beforeOf(int number) {
        return buffers[place[number] - 1];
    }

    void add(int number, byte[] before) {
        if (number >= place.length) {
            place = Arrays.copyOf(place, Math.max(number + 1, place.length * 2));
        }
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, size * 2);
            buffers = Arrays.copyOf(buffers, size * 2);
        }
        numbers[size] = number;
        buffers[size] = before;
        place[number] = ++size;
    }

    int[] sortedNumbers() {
        int[] sorted = Arrays.copyOf(numbers, size);
        Arrays.sort(sorted);
        return sorted;
    }

    void clear() {
        for (int i = 0; i < size; i++) {
            place[numbers[i]] = 0;
            buffers[i] = null;
        }
        size = 0;
    }
}
