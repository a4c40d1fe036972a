package sqlsync.story;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What core takes of the class library that TeaVM has written anew, where it is easy to get wrong.
 */
public final class LibraryStories {
    private LibraryStories() {}

    public static List<Story> all() {
        return List.of(
                Story.of("partOfAListIsCutOut", LibraryStories::lists),
                Story.of("mapsKeepTheirOrder", LibraryStories::maps),
                Story.of("copiesOverlap", LibraryStories::copies),
                Story.of("longsAreWhole", LibraryStories::longs));
    }

    private static void lists() {
        for (int from = 0; from <= 5; from++) {
            for (int to = from; to <= 5; to++) {
                List<Integer> list = new ArrayList<>(List.of(0, 1, 2, 3, 4));
                List<Integer> expected = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    if (i < from || i >= to) {
                        expected.add(i);
                    }
                }
                list.subList(from, to).clear();
                Check.same(expected, list, "without " + from + " to " + to);
            }
        }
        List<Integer> even = new ArrayList<>(List.of(1, 2, 3, 4, 6));
        even.removeIf(each -> each % 2 == 1);
        even.remove(Integer.valueOf(4));
        Check.same(List.of(2, 6), even, "even");
        ArrayDeque<Integer> queue = new ArrayDeque<>();
        for (int i = 0; i < 100; i++) {
            queue.add(i);
            if (i % 3 == 2) {
                queue.remove();
            }
        }
        Check.same(33, queue.peek(), "head of a queue that went round");
        Check.same(67, queue.size(), "its size");
    }

    private static void maps() {
        Map<String, Integer> inserted = new LinkedHashMap<>();
        TreeMap<Long, Integer> sorted = new TreeMap<>();
        for (int i = 0; i < 50; i++) {
            int value = i * 37 % 50;
            inserted.put("k" + value, i);
            sorted.put((1L << 40) + value, value);
        }
        inserted.put("k0", 50);
        Check.same("k0", inserted.keySet().iterator().next(), "first inserted");
        inserted.remove("k0");
        inserted.put("k0", 51);
        Check.same(
                List.of(51), new ArrayList<>(inserted.values()).subList(49, 50), "last inserted");
        List<Integer> values = new ArrayList<>(sorted.values());
        for (int i = 0; i < 50; i++) {
            Check.same(i, values.get(i), "value " + i);
        }
        Check.same((1L << 40) + 49, sorted.lastKey(), "last key");
    }

    private static void copies() {
        byte[] bytes = {1, 2, 3, 4, 5, 6};
        System.arraycopy(bytes, 0, bytes, 2, 4);
        Check.bytes(new byte[] {1, 2, 1, 2, 3, 4}, bytes, "moved up");
        System.arraycopy(bytes, 2, bytes, 0, 4);
        Check.bytes(new byte[] {1, 2, 3, 4, 3, 4}, bytes, "moved down");
        Check.bytes(new byte[] {3, 4, 0}, Arrays.copyOfRange(bytes, 4, 7), "copied past the end");
    }

    private static void longs() {
        long large = (1L << 53) + 1;
        Check.same("9007199254740993", Long.toString(large), "beyond a double");
        Check.same(Long.MIN_VALUE, Long.MAX_VALUE + 1, "wrapped");
        Check.same(-1L, (long) (int) 0xFFFFFFFFL, "cut to an int");
        Check.same(1, Long.compareUnsigned(-1, 1), "unsigned");
        Check.same(0x1FFFFFFFL, -1L >>> 35, "shifted");
    }
}
