package sqlsync.journal;

/** What happens to the two logs of a {@link SyncWorld}, by chance of a seed. */
final class SyncLife {
    private static final int OPERATIONS_PER_SEED = 250;
    private static final JournalLimits LIMITS =
            new JournalLimits(12 << 10, 2, 1 << 20, 1 << 20, 3000);

    private SyncLife() {}

    /** One life of both, to the point where the reader has followed to the end. */
    static void live(int seed, SyncWorld.Counts counts) {
        SyncWorld world = new SyncWorld(seed, LIMITS, counts);
        LogWorld.Backup backup = null;
        for (int i = 0; i < OPERATIONS_PER_SEED; i++) {
            counts.operations++;
            LogWorld one = world.random.nextInt(5) < 3 ? world.source : world.reader;
            if (!one.isOpen()) {
                reopen(world, one);
            } else if (one.log().readOnly()) {
                if (world.random.nextBoolean()) {
                    one.act("mend", one::mend);
                } else {
                    one.crash();
                    counts.crashes++;
                }
            } else {
                one.disk.heal();
                one.machineStays = world.random.nextInt(3) == 0;
                step(world, one, counts);
            }
            if (one == world.source && !one.isOpen() && world.random.nextInt(4) == 0) {
                if (backup == null) {
                    backup = one.backup();
                } else {
                    one.restore(backup);
                    backup = null;
                }
            }
        }
        comeToRest(world.source);
        comeToRest(world.reader);
        world.converge();
    }

    private static void comeToRest(LogWorld world) {
        world.disk.heal();
        if (world.isOpen() && world.log().readOnly()) {
            world.crash();
        }
        if (!world.isOpen()) {
            world.start();
        }
    }

    private static void reopen(SyncWorld world, LogWorld one) {
        if (world.random.nextInt(3) > 0) {
            one.disk.heal();
        }
        if (world.random.nextInt(10) == 0) {
            world.arm(one);
        }
        one.start();
    }

    private static void step(SyncWorld world, LogWorld one, SyncWorld.Counts counts) {
        int choice = world.random.nextInt(20);
        if (choice >= 13 && world.random.nextInt(3) == 0) {
            world.arm(one);
        }
        switch (choice) {
            case 0, 1 -> one.act("look", () -> world.look(one));
            case 2, 3, 4, 13, 14 -> one.act("flush", () -> flush(world, one));
            case 5, 6, 15 -> one.act("fold", () -> fold(world, one));
            case 7 -> {
                append(world, one);
                one.act("look", () -> world.look(one));
                if (one.machineStays) {
                    one.die();
                } else {
                    one.crash();
                }
                counts.crashes++;
            }
            case 16 -> {
                append(world, one);
                one.act("close", one::close);
            }
            case 17 -> {
                if (world.random.nextInt(4) == 0) {
                    one.act("fork", () -> world.fork(one));
                }
            }
            default -> {
                world.source.disk.heal();
                if (SyncWorld.isWritable(world.reader) && SyncWorld.isWritable(world.source)) {
                    world.reader.act("pull", world::pull);
                }
            }
        }
    }

    private static void flush(SyncWorld world, LogWorld one) {
        append(world, one);
        one.flush(() -> append(world, one));
    }

    private static void fold(SyncWorld world, LogWorld one) {
        long from = one.foldable();
        long to = one.durableNext();
        if (from < to) {
            one.fold(from + world.random.nextInt((int) (to - from)), () -> {});
        }
    }

    /** The reader's storage only takes what the source sends; storage is folded, not dropped. */
    private static void append(SyncWorld world, LogWorld one) {
        for (int i = world.random.nextInt(5); i > 0; i--) {
            JournalKind kind = JournalKind.values()[world.random.nextInt(JournalKind.COUNT)];
            if (kind == JournalKind.STORAGE && one == world.reader) {
                continue;
            }
            LsnRange range = one.range(kind);
            if (kind != JournalKind.STORAGE && !range.isEmpty() && world.random.nextInt(4) == 0) {
                int length = (int) (range.last() - range.first() + 1);
                one.drop(kind, range.first() + world.random.nextInt(length));
            } else {
                boolean large = world.random.nextInt(20) == 0;
                int length = world.random.nextInt(large ? 15_000 : 600);
                one.append(kind, "entry " + world.random.nextInt() + "e".repeat(length));
            }
        }
    }
}
