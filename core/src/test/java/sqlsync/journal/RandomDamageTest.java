package sqlsync.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sqlsync.Tally;
import sqlsync.platform.EventQueue;
import sqlsync.platform.FaultyBlockStore;
import sqlsync.platform.FaultyDisk;

/** A log of many lives, after anything at all has happened to its files. */
class RandomDamageTest {
    private static final JournalLimits LIMITS =
            new JournalLimits(12 << 10, 1, 1 << 20, 1 << 20, 4 << 10);
    private static final int LIVES = 7;
    private static final int WORLDS = 3000;
    private static final int FOLDED = 7;
    private static final String FOLD = "s1-" + FOLDED + " folded";

    private final FaultyDisk disk = new FaultyDisk();
    private final Map<Integer, byte[]> whole = new TreeMap<>();

    /** The fold, all layers, also those that it stands for, then the timeline. */
    private final List<String> written = new ArrayList<>();

    private LogBench bench(int life) {
        EventQueue events = new EventQueue();
        return new LogBench(events, new FaultyBlockStore(disk, events), LIMITS, life).openPool();
    }

    private static String text(char kind, int life, int i) {
        String name = life + "." + i;
        return kind == 's' ? "layer " + name + "-".repeat(40 * life) : "mutation " + name;
    }

    /** Opened and left again and again: records of several epochs, some of them in one segment. */
    @BeforeEach
    void write() {
        for (int life = 0; life < LIVES; life++) {
            LogBench bench = bench(life).open("doc");
            for (int i = 0; i < 3; i++) {
                bench.storage(text('s', life, i));
                bench.timeline(text('t', life, i));
                bench.flush();
            }
            if (life == 3) {
                bench.fold(FOLDED, "folded");
            }
            if (life % 2 == 0) {
                bench.close();
            }
        }
        written.add(FOLD);
        for (char kind : new char[] {'s', 't'}) {
            for (int i = 0; i < LIVES * 3; i++) {
                written.add(kind + "" + (i + 1) + " " + text(kind, i / 3, i % 3));
            }
        }
        LogBench last = bench(LIVES).open("doc");
        List<String> whatItCameTo = new ArrayList<>(written);
        whatItCameTo.subList(1, 1 + FOLDED).clear();
        assertEquals(whatItCameTo, last.recovered);
        last.close();
        disk.fileNumbers().forEach(file -> whole.put(file, disk.contents(file)));
    }

    @Test
    void whatIsShownWasWrittenAndWhatIsMissingIsSaid() {
        int readOnly = 0;
        for (int seed = 0; seed < WORLDS; seed++) {
            Random random = new Random(seed);
            disk.fileNumbers().forEach(disk::lose);
            whole.forEach((file, bytes) -> disk.replace(file, bytes.clone()));
            int places = 1 + random.nextInt(3);
            for (int i = 0; i < places; i++) {
                damage(random);
            }
            LogBench bench = bench(1000 + seed);
            assertFalse(bench.pool.documents().isEmpty(), "seed " + seed + " lost all");
            bench.open("doc");
            check(seed, bench);
            readOnly += bench.log.readOnly() ? 1 : 0;
            bench.close();
        }
        Tally.tell("damaged logs that were read-only", readOnly);
        assertTrue(readOnly > WORLDS / 4);
    }

    /** What is shown was written, and is in order; a writable log misses nothing in between. */
    private void check(int seed, LogBench bench) {
        List<String> inOrder = new ArrayList<>(written);
        inOrder.retainAll(bench.recovered);
        assertEquals(inOrder, bench.recovered, "seed " + seed);
        if (bench.log.readOnly()) {
            return;
        }
        List<String> timeline = of('t', bench.recovered);
        assertEquals(of('t', written).subList(0, timeline.size()), timeline, "seed " + seed);
        List<String> storage = of('s', bench.recovered);
        List<String> layers = of('s', written).subList(1, of('s', written).size());
        boolean folded = storage.get(0).equals(FOLD);
        List<String> behind = folded ? storage.subList(1, storage.size()) : storage;
        int from = folded ? FOLDED : 0;
        assertEquals(layers.subList(from, from + behind.size()), behind, "seed " + seed);
    }

    private static List<String> of(char kind, List<String> entries) {
        return entries.stream().filter(entry -> entry.charAt(0) == kind).toList();
    }

    private void damage(Random random) {
        List<Integer> files = new ArrayList<>(disk.fileNumbers());
        if (files.isEmpty()) {
            return;
        }
        int file = files.get(random.nextInt(files.size()));
        byte[] bytes = disk.contents(file);
        if (random.nextInt(12) == 0) {
            disk.lose(file);
            return;
        }
        if (bytes.length == 0) {
            return;
        }
        int from = random.nextInt(bytes.length);
        if (random.nextBoolean() && bytes.length > SegmentFormat.RECORDS_AT) {
            from =
                    SegmentFormat.RECORDS_AT
                            + random.nextInt(bytes.length - SegmentFormat.RECORDS_AT);
        }
        int length = Math.min(bytes.length - from, 1 + random.nextInt(120));
        int kind = random.nextInt(3);
        for (int i = from; i < from + length; i++) {
            bytes[i] = (byte) (kind == 0 ? 0 : kind == 1 ? random.nextInt() : bytes[i] ^ 0x40);
        }
        disk.replace(file, bytes);
    }
}
