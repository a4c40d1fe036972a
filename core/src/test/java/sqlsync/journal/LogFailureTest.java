package sqlsync.journal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import sqlsync.Tally;
import sqlsync.platform.Fault;

/** One life of a log, with one operation after the other going wrong, in every way there is. */
class LogFailureTest {
    private static final JournalLimits LIMITS =
            new JournalLimits(12 << 10, 2, 1 << 20, 1 << 20, 3000);

    private interface Life {
        void live(LogWorld world);
    }

    /** Runs a life until the fault comes too late to meet it. */
    private static void everyOperationFails(String what, Life before, Life life, boolean forGood) {
        int lives = 0;
        for (Fault fault : Fault.values()) {
            int operations = 0;
            boolean met = true;
            while (met) {
                LogWorld world = new LogWorld(operations, LIMITS);
                before.live(world);
                if (forGood) {
                    world.disk.failFrom(operations, fault);
                } else {
                    world.disk.failAfter(operations, fault);
                }
                int crashes = world.crashes();
                life.live(world);
                met = world.disk.faultHappened() || world.crashes() > crashes;
                comeToRest(world);
                operations++;
            }
            assertTrue(operations > 2, "only " + (operations - 1) + " operations can fail");
            lives += operations;
        }
        Tally.tell("failures in " + what + (forGood ? ", for good" : ", once"), lives);
    }

    /** Whatever happened: what comes next sees a possible log, can write it, and read it back. */
    private static void comeToRest(LogWorld world) {
        world.disk.heal();
        if (world.isOpen()) {
            world.act("close", world::close);
        }
        for (int i = 0; i < 2; i++) {
            world.start();
            assertTrue(world.isOpen());
            write(world);
            world.act("close", world::close);
        }
        world.start();
    }

    private static void write(LogWorld world) {
        flush(world, "a small one");
        flush(world, "a large one" + "x".repeat(9000));
    }

    private static void flush(LogWorld world, String payload) {
        world.act(
                "flush",
                () -> {
                    if (!world.log().readOnly()) {
                        world.append(JournalKind.STORAGE, payload);
                        world.append(JournalKind.TIMELINE, payload);
                        world.flush(
                                () -> {
                                    world.append(JournalKind.STORAGE, "and another");
                                    world.drop(
                                            JournalKind.TIMELINE,
                                            world.range(JournalKind.TIMELINE).last());
                                });
                    }
                });
    }

    private static void written(LogWorld world) {
        world.start();
        write(world);
        write(world);
    }

    private static void writeOn(LogWorld world) {
        for (int i = 0; i < 3 && world.isOpen(); i++) {
            flush(world, "y".repeat(3000));
        }
    }

    private static void fold(LogWorld world) {
        if (world.isOpen() && !world.log().readOnly()) {
            world.act("fold", () -> world.fold(world.durableNext() - 1, () -> {}));
        }
        writeOn(world);
    }

    @Test
    void failureInWritingLosesNothingAcknowledged() {
        everyOperationFails("writing", LogFailureTest::written, LogFailureTest::writeOn, false);
        everyOperationFails("writing", LogFailureTest::written, LogFailureTest::writeOn, true);
    }

    @Test
    void failureInAFoldLosesNothing() {
        everyOperationFails("folding", LogFailureTest::written, LogFailureTest::fold, false);
        everyOperationFails("folding", LogFailureTest::written, LogFailureTest::fold, true);
    }

    @Test
    void failureInRecoveryLosesNothing() {
        Life before =
                world -> {
                    written(world);
                    world.act("fold", () -> world.fold(world.durableNext() - 2, () -> {}));
                    flush(world, "the tail");
                    world.crash();
                };
        everyOperationFails("recovery", before, LogWorld::start, false);
        everyOperationFails("recovery", before, LogWorld::start, true);
    }

    /** The process dies before a flush, the next one reads what it wrote, and the machine stops. */
    @Test
    void whatIsReadFromACacheIsMadeDurableBeforeItIsBuiltOn() {
        int lives = 0;
        boolean met = true;
        for (int operation = 0; met; operation++) {
            for (int round = 0; round < 10; round++) {
                LogWorld world = new LogWorld(operation * 100L + round, LIMITS);
                written(world);
                int crashes = world.crashes();
                world.machineStays = true;
                world.disk.failAfter(operation, Fault.POWER_CUT);
                fold(world);
                met = world.crashes() > crashes;
                world.machineStays = false;
                world.disk.heal();
                if (!world.isOpen()) {
                    world.start();
                }
                flush(world, "what lets go of the layers");
                world.crash();
                comeToRest(world);
                lives++;
            }
        }
        assertTrue(lives > 50, lives + " lives");
        Tally.tell("processes that died and left a cache", lives);
    }

    /** A first recovery is interrupted at any step, the next one, too, and a third goes through. */
    @Test
    void recoveryInterruptedAgainAndAgainLosesNothing() {
        int lives = 0;
        for (Fault fault : List.of(Fault.POWER_CUT, Fault.POWER_CUT_HALFWAY)) {
            boolean firstMet = true;
            for (int first = 0; firstMet; first++) {
                boolean secondMet = true;
                for (int second = 0; secondMet; second++) {
                    LogWorld world = new LogWorld(first * 1000 + second, LIMITS);
                    written(world);
                    world.act("fold", () -> world.fold(world.durableNext() - 2, () -> {}));
                    flush(world, "the tail");
                    world.crash();
                    firstMet = interruptedAt(world, first, fault);
                    secondMet = firstMet && interruptedAt(world, second, fault);
                    comeToRest(world);
                    lives++;
                }
            }
            assertTrue(lives > 50, lives + " lives");
        }
        Tally.tell("recoveries interrupted twice", lives);
    }

    private static boolean interruptedAt(LogWorld world, int operation, Fault fault) {
        if (world.isOpen()) {
            return false;
        }
        int crashes = world.crashes();
        world.disk.failAfter(operation, fault);
        world.start();
        return world.crashes() > crashes;
    }

    @Test
    void failureInMakingALogLeavesNoneOrAnEmptyOne() {
        everyOperationFails("making a log", world -> {}, LogWorld::start, false);
        everyOperationFails("making a log", world -> {}, LogWorld::start, true);
    }

    @Test
    void failureInClosingLosesNothing() {
        Life life = world -> world.act("close", world::close);
        everyOperationFails("closing", LogFailureTest::written, life, false);
        everyOperationFails("closing", LogFailureTest::written, life, true);
    }

    @Test
    void failureInDeletingLeavesAllOrNothing() {
        Life before =
                world -> {
                    written(world);
                    world.act("close", world::close);
                };
        Life life = world -> world.act("delete", world::delete);
        everyOperationFails("deleting", before, life, false);
        everyOperationFails("deleting", before, life, true);
    }

    @Test
    void fullDiskPoisonsNothing() {
        for (long room = 0; room < 60_000; room += 700) {
            LogWorld world = new LogWorld(room, LIMITS);
            written(world);
            world.disk.limitTo(world.disk.bytes() + room);
            world.fullIsExpected();
            for (int i = 0; i < 12 && world.isOpen(); i++) {
                flush(world, "z".repeat(2500));
                if (i == 6) {
                    fold(world);
                }
            }
            assertTrue(world.isOpen() && !world.log().readOnly(), "read-only on a full disk");
            world.disk.heal();
            flush(world, "there is room again");
            comeToRest(world);
        }
    }
}
