package sqlsync.journal;

import sqlsync.platform.Fault;

/** What happens to the one log of a {@link LogWorld}, by chance of a seed. */
final class LogLife {
    /** Each of these once lost something. */
    static final int[] PAST_SEEDS = {9, 148, 705, 1085, 3382};

    private static final int STEPS = 120;
    private static final JournalLimits LIMITS =
            new JournalLimits(12 << 10, 2, 1 << 20, 1 << 20, 3000);

    private LogLife() {}

    static void live(int seed) {
        LogWorld world = new LogWorld(seed, LIMITS);
        for (int step = 0; step < STEPS; step++) {
            step(world);
        }
    }

    private static void step(LogWorld world) {
        if (!world.isOpen()) {
            if (world.random.nextInt(3) > 0) {
                world.disk.heal();
            }
            if (world.random.nextInt(10) == 0) {
                arm(world);
            }
            if (world.random.nextInt(20) == 0) {
                world.act("delete", world::delete);
            }
            world.start();
            return;
        }
        if (world.log().readOnly()) {
            recoverSomehow(world);
            return;
        }
        world.disk.heal();
        switch (world.random.nextInt(12)) {
            case 0, 1, 2, 3, 4 -> world.act("flush", () -> flush(world));
            case 5, 6 -> {
                arm(world);
                world.act("flush that may fail", () -> flush(world));
            }
            case 7 -> world.act("fold", () -> fold(world));
            case 8 -> {
                arm(world);
                world.act("fold that may fail", () -> fold(world));
            }
            case 9 -> {
                append(world);
                world.act("close", world::close);
            }
            case 10 -> {
                append(world);
                arm(world);
                world.act("close that may fail", world::close);
            }
            default -> {
                append(world);
                world.crash();
            }
        }
    }

    private static void recoverSomehow(LogWorld world) {
        switch (world.random.nextInt(3)) {
            case 0 -> world.act("mend", world::mend);
            case 1 -> world.act("close read-only", world::close);
            default -> world.crash();
        }
    }

    private static void arm(LogWorld world) {
        Fault[] faults = Fault.values();
        Fault fault = faults[world.random.nextInt(faults.length)];
        if (world.random.nextInt(3) == 0) {
            world.disk.failFrom(world.random.nextInt(12), fault);
        } else {
            world.disk.failAfter(world.random.nextInt(12), fault);
        }
    }

    private static void flush(LogWorld world) {
        append(world);
        world.flush(() -> append(world));
    }

    private static void fold(LogWorld world) {
        long from = world.foldable();
        long to = world.durableNext();
        if (from < to) {
            world.fold(from + world.random.nextInt((int) (to - from)), () -> {});
        }
    }

    private static void append(LogWorld world) {
        for (int i = world.random.nextInt(4); i > 0; i--) {
            JournalKind kind = JournalKind.values()[world.random.nextInt(JournalKind.COUNT)];
            if (world.random.nextInt(6) == 0) {
                LsnRange range = world.range(kind);
                if (!range.isEmpty()) {
                    long length = range.last() - range.first() + 1;
                    world.drop(kind, range.first() + world.random.nextInt((int) length));
                }
            } else {
                int length =
                        world.random.nextInt(10) == 0
                                ? world.random.nextInt(20_000)
                                : world.random.nextInt(900);
                world.append(kind, "entry " + world.random.nextInt() + "e".repeat(length));
            }
        }
    }
}
