package sqlsync.journal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import sqlsync.platform.Answer;
import sqlsync.platform.Fault;
import sqlsync.platform.SeededRandomness;

/**
 * A source that decides and a reader that follows, each with a log on a faulty disk of its own and
 * a model of what that may hold. What the source loses, it loses by being restored from a backup.
 */
final class SyncWorld {
    /** What happened in all worlds of a test. */
    static final class Counts {
        int operations;
        int crashes;
        int entries;
        int folds;
        int cuts;
        int diverged;
        int cursors;
        int replaced;
    }

    final LogWorld source;
    final LogWorld reader;
    final Random random;
    private final Counts counts;
    private final SeededRandomness ids;

    SyncWorld(long seed, JournalLimits limits, Counts counts) {
        this.source = new LogWorld(seed, limits);
        this.reader = new LogWorld(seed + 1_000_000_000L, limits, true);
        this.random = new Random(seed * 31);
        this.ids = new SeededRandomness(seed);
        this.counts = counts;
    }

    static boolean isWritable(LogWorld world) {
        return world.isOpen() && !world.log().readOnly();
    }

    /** Whether what the world is about to do may fail. */
    void arm(LogWorld world) {
        Fault[] faults = Fault.values();
        Fault fault = faults[random.nextInt(faults.length)];
        if (random.nextInt(3) == 0) {
            world.disk.failFrom(random.nextInt(12), fault);
        } else {
            world.disk.failAfter(random.nextInt(12), fault);
        }
    }

    /** Compares a range of a journal with the model, both ways. */
    void look(LogWorld world) {
        JournalKind kind = JournalKind.values()[random.nextInt(JournalKind.COUNT)];
        LsnRange all = world.range(kind);
        if (all.isEmpty()) {
            return;
        }
        counts.cursors++;
        int length = (int) (all.last() - all.first() + 1);
        long first = all.first() + random.nextInt(length);
        LsnRange range =
                new LsnRange(first, first + random.nextInt((int) (all.last() - first + 1)));
        List<String> expected = world.seen().shown(kind, range);
        LogBench bench = world.bench();
        List<String> forward = SyncBench.read(bench, kind, range, false);
        world.check(expected.equals(forward), range + " of " + kind + ": " + forward, bench);
        List<String> backward = SyncBench.read(bench, kind, range, true);
        Collections.reverse(backward);
        world.check(expected.equals(backward), range + " of " + kind + ": " + backward, bench);
    }

    /** The reader asks once, and takes what comes, or a part of it. */
    void pull() {
        LogBench from = source.bench();
        Journal journal = reader.log().storage();
        JournalId id = from.log.storage().id();
        if (!journal.id().equals(id)) {
            reader.replaceStorage(id);
            return;
        }
        SyncRequest request = journal.syncRequest(random.nextInt(6000));
        Answer<SyncAnswer> answer = new Answer<>();
        from.log.storage().syncPrepare(request, answer);
        from.events.run();
        source.check(answer.told(), "a request was not answered", from);
        if (!answer.succeeded()) {
            source.check(source.hasReason(), "preparing failed: " + answer.failure(), from);
        } else if (answer.get() instanceof SyncAnswer.Entries entries) {
            take(entries, id);
        } else if (answer.get() instanceof SyncAnswer.Folded folded) {
            take(folded.fold(), id);
            folded.fold().close();
            from.events.run();
        } else if (answer.get() instanceof SyncAnswer.Diverged diverged) {
            source.check(differs(diverged.lsn()), "diverged at " + diverged.lsn(), from);
            counts.diverged++;
            reader.replaceStorage(id);
        } else {
            source.check(
                    agrees(reader.durable().range(JournalKind.STORAGE).last()),
                    "up to date, and not the same",
                    from);
        }
    }

    private boolean differs(long lsn) {
        return lsn > source.durable().range(JournalKind.STORAGE).last() || !agrees(lsn);
    }

    private boolean agrees(long lsn) {
        return source.durable().digest(lsn) == reader.durable().digest(lsn);
    }

    private void take(SyncAnswer.Entries entries, JournalId id) {
        byte[] bytes = entries.encoded();
        int at = 0;
        boolean cut = random.nextInt(3) == 0;
        while (at < bytes.length) {
            EncodedEntry entry = EncodedEntry.read(bytes, at, bytes.length);
            if (cut && random.nextInt(4) == 0) {
                counts.cuts++;
                break;
            }
            boolean appended = reader.log().storage().receive(id, entry);
            if (appended) {
                counts.entries++;
                String payload = new String(entry.entry().payload(), StandardCharsets.UTF_8);
                long lsn = reader.seen().append(JournalKind.STORAGE, payload);
                reader.check(lsn == entry.entry().first(), "received " + lsn, reader.bench());
            }
            at += entry.bytes();
        }
        reader.flush(() -> {});
    }

    private void take(EntryReader fold, JournalId id) {
        EntryHead head = fold.head();
        byte[] payload = read(fold, EntryHead.BYTES, head.payloadBytes());
        if (payload == null) {
            return;
        }
        Fold receiving = reader.log().storage().receiveFold(id, head);
        int pieces = 1 + random.nextInt(4);
        int cut = random.nextInt(3) == 0 ? random.nextInt(pieces) : pieces;
        for (int i = 0; i < pieces; i++) {
            int from = (int) ((long) payload.length * i / pieces);
            int to = (int) ((long) payload.length * (i + 1) / pieces);
            if (i == cut) {
                counts.cuts++;
                receiving.abandon();
                reader.bench().events.run();
                return;
            }
            Answer<Void> written = new Answer<>();
            receiving.write(Arrays.copyOfRange(payload, from, to), written);
            reader.bench().events.run();
            if (!written.succeeded()) {
                reader.check(reader.hasReason(), "" + written.failure(), reader.bench());
                return;
            }
        }
        int stamps = head.stamped() ? FoldStamps.bytes(payload, 0, payload.length) : 0;
        String text = new String(payload, stamps, payload.length - stamps, StandardCharsets.UTF_8);
        counts.folds++;
        reader.finish(receiving, head.first(), head.last(), text);
    }

    private byte[] read(EntryReader fold, int offset, int length) {
        Answer<byte[]> piece = new Answer<>();
        fold.read(offset, length, piece);
        source.bench().events.run();
        if (!piece.succeeded()) {
            source.check(source.hasReason(), "" + piece.failure(), source.bench());
            return null;
        }
        return piece.get();
    }

    /** Another timeline begins, with some of the entries of the one before. */
    void fork(LogWorld world) {
        counts.replaced++;
        world.fork(JournalId.random(ids));
        world.append(JournalKind.TIMELINE, "again " + random.nextInt());
        world.flush(() -> {});
    }

    /** Both heal, and the reader follows to the end. */
    void converge() {
        source.disk.heal();
        reader.disk.heal();
        for (int round = 0; round < 10_000; round++) {
            Journal journal = reader.log().storage();
            if (journal.id().equals(source.log().storage().id())
                    && journal.durableRange().last()
                            == source.log().storage().durableRange().last()) {
                long last = journal.range().last();
                reader.check(agrees(last), "the same range, not the same", reader.bench());
                return;
            }
            pull();
        }
        throw new AssertionError("no end of pulling");
    }
}
