package sqlsync.storage;

import java.util.Arrays;

/** Numbers of pages, each once, in the order in which they were added first. */
public final class PageSet {
    private int[] numbers = new int[16];
    private int size;

    /** One bit a page. */
    private int[] members = new int[8];

    public int size() {
        return size;
    }

    public int number(int index) {
        return numbers[index];
    }

    public boolean contains(int number) {
        int word = number >> 5;
        return word < members.length && (members[word] & 1 << (number & 31)) != 0;
    }

    /**
     * @param number from 1
     */
    public void add(int number) {
        int word = number >> 5;
        if (word >= members.length) {
            members = Arrays.copyOf(members, Math.max(word + 1, members.length * 2));
        }
        int bit = 1 << (number & 31);
        if ((members[word] & bit) != 0) {
            return;
        }
        members[word] |= bit;
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, size * 2);
        }
        numbers[size++] = number;
    }
}
