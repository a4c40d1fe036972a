package sqlsync.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import sqlsync.platform.Answer;
import sqlsync.platform.EventQueue;
import sqlsync.platform.Fault;
import sqlsync.platform.FaultyBlockStore;
import sqlsync.platform.FaultyDisk;
import sqlsync.platform.PowerCut;

/** A log moves from one store to another, and whatever goes wrong on the way, it is in one. */
class LogMoveTest {
    private static final String DOCUMENT = "doc";
    private static final JournalLimits LIMITS =
            new JournalLimits(12 << 10, 2, 1 << 20, 1 << 20, 3000);

    private final FaultyDisk old = new FaultyDisk();
    private final FaultyDisk better = new FaultyDisk();
    private final EventQueue events = new EventQueue();
    private LogBench from;
    private LogBench to;
    private List<String> written;
    private JournalId storage;

    private void start(int life) {
        from = new LogBench(events, new FaultyBlockStore(old, events), LIMITS, life).openPool();
        to = new LogBench(events, new FaultyBlockStore(better, events), LIMITS, -life).openPool();
    }

    /** A fold, entries behind it, both journals, and segments that were used before. */
    private void write() {
        start(1);
        to.open("another").storage("stays");
        to.flush();
        to.fold(1, "x".repeat(9000));
        to.close();
        from.open(DOCUMENT);
        for (int i = 0; i < 12; i++) {
            from.storage("layer " + i + "-".repeat(1500));
            from.timeline("mutation " + i);
            from.flush();
            if (i == 7) {
                from.fold(6, "first half of a fold, ", "second half" + "+".repeat(20_000));
            }
        }
        storage = from.log.storage().id();
        from.log.setLabel(new byte[] {1, 2, 3});
        from.close();
        from.open(DOCUMENT);
        written = List.copyOf(from.recovered);
        from.close();
        assertTrue(written.size() > 12);
    }

    private Answer<Void> move() {
        Answer<Void> answer = new Answer<>();
        to.pool.moveHere(DOCUMENT, from.pool, answer);
        events.run();
        return answer;
    }

    /** It is in one place, with all it had, and takes more. */
    private void isWholeIn(LogBench bench) {
        assertFalse((bench == to ? from : to).pool.has(DOCUMENT));
        bench.open(DOCUMENT);
        assertEquals(written.size(), bench.recovered.size());
        assertEquals(written, bench.recovered);
        assertEquals(storage, bench.log.storage().id());
        assertFalse(bench.log.readOnly());
        bench.storage("more");
        bench.flush();
        bench.close();
        assertEquals(written.size() + 1, bench.open(DOCUMENT).recovered.size());
        bench.close();
        assertEquals(List.of(), ((FaultyBlockStore) bench.store).openFiles());
    }

    @Test
    void aMovedLogIsTheSameElsewhereAndGoneWhereItWas() {
        write();
        move().get();
        isWholeIn(to);
        start(2);
        assertFalse(from.pool.has(DOCUMENT));
        assertTrue(to.pool.has("another"));
        StoredDocument described =
                to.pool.documents().stream()
                        .filter(each -> each.documentId().equals(DOCUMENT))
                        .findFirst()
                        .orElseThrow();
        assertEquals(List.of((byte) 1, (byte) 2, (byte) 3), boxed(described.label()));
    }

    private static List<Byte> boxed(byte[] bytes) {
        return List.of(bytes[0], bytes[1], bytes[2]);
    }

    @Test
    void aCopyThatIsNotWhatWasCopiedLeavesTheOriginal() {
        write();
        better.failAfter(2, Fault.MISCOUNTS);
        Answer<Void> answer = move();
        assertNotNull(answer.failure());
        better.heal();
        isWholeIn(from);
    }

    @Test
    void whatIsOpenOrElsewhereUnderTheSameIdIsNotMoved() {
        write();
        from.open(DOCUMENT);
        assertThrows(IllegalStateException.class, this::move);
        from.close();
        to.open(DOCUMENT).storage("another document of that id");
        to.close();
        assertFalse(to.pool.sharesLog(DOCUMENT, from.pool));
        assertThrows(IllegalStateException.class, this::move);
    }

    @Test
    void whateverGoesWrongWhereItWasItIsInOnePlace() {
        for (Fault fault : Fault.values()) {
            everyOperation(fault, world -> world.old);
        }
    }

    @Test
    void whateverGoesWrongWhereItGoesItIsInOnePlace() {
        for (Fault fault : Fault.values()) {
            everyOperation(fault, world -> world.better);
        }
    }

    private static void everyOperation(Fault fault, Function<LogMoveTest, FaultyDisk> where) {
        int operations = 0;
        boolean met = true;
        while (met) {
            LogMoveTest world = new LogMoveTest();
            met = world.moveWith(fault, where.apply(world), operations);
            operations++;
        }
        assertTrue(operations > 10, fault + ": only " + (operations - 1) + " operations can fail");
    }

    /** Moves with a fault, then again in the same process or, after a crash, in the next. */
    private boolean moveWith(Fault fault, FaultyDisk disk, int skipped) {
        write();
        disk.failAfter(skipped, fault);
        boolean failed;
        boolean crashed = false;
        try {
            failed = !move().succeeded();
        } catch (PowerCut cut) {
            failed = true;
            crashed = true;
        }
        boolean met = crashed || disk.faultHappened();
        disk.heal();
        if (crashed || skipped % 2 == 0) {
            events.clear();
            Random random = new Random(skipped);
            old.crash(random);
            better.crash(random);
            start(skipped + 2);
        }
        if (from.pool.has(DOCUMENT)) {
            assertTrue(failed, "told that it was moved, and it was not");
            move().get();
        }
        isWholeIn(to);
        start(1_000 + skipped);
        assertFalse(from.pool.has(DOCUMENT));
        assertTrue(to.pool.has("another"));
        return met;
    }
}
