package sqlsync.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import sqlsync.platform.Answer;
import sqlsync.platform.EventQueue;
import sqlsync.platform.FaultyBlockStore;
import sqlsync.platform.FaultyDisk;
import sqlsync.platform.PowerCut;
import sqlsync.platform.StorageException;

/**
 * One log on a faulty disk, and everything it may hold when it is opened next: what was
 * acknowledged, or that with some of the batches after it, each whole.
 */
final class LogWorld {
    private static final String DOCUMENT = "doc";

    final FaultyDisk disk = new FaultyDisk();
    final Random random;
    private final EventQueue events = new EventQueue();
    private final JournalLimits limits;
    private final List<String> history = new ArrayList<>();
    private final long seed;
    private final boolean adopts;
    private int life;
    private int crashes;
    private boolean fullIsExpected;
    private FaultyBlockStore store;
    private LogBench bench;
    private LogModel durable = new LogModel();
    private LogModel seen = new LogModel();
    private List<LogModel> possible = new ArrayList<>(List.of(durable));

    LogWorld(long seed, JournalLimits limits) {
        this(seed, limits, false);
    }

    /**
     * @param adopts whether its storage begins without an id
     */
    LogWorld(long seed, JournalLimits limits, boolean adopts) {
        this.adopts = adopts;
        this.seed = seed;
        this.limits = limits;
        this.random = new Random(seed);
    }

    /** What a disk held once, and what may have been in it. */
    record Backup(Map<Integer, byte[]> files, List<LogModel> possible) {}

    /** The log is not open. */
    Backup backup() {
        Map<Integer, byte[]> files = new TreeMap<>();
        disk.fileNumbers().forEach(file -> files.put(file, disk.contents(file)));
        List<LogModel> models = new ArrayList<>();
        possible.forEach(model -> models.add(model.copy()));
        return new Backup(files, models);
    }

    void restore(Backup backup) {
        history.add("restored");
        disk.fileNumbers().forEach(disk::lose);
        backup.files().forEach(disk::replace);
        possible = new ArrayList<>(backup.possible());
        durable = possible.get(0);
        seen = durable;
    }

    /** Runs an action of the one process there is; a power cut ends that. */
    void act(String name, Runnable action) {
        history.add(name);
        try {
            action.run();
        } catch (PowerCut cut) {
            crash();
        }
    }

    int crashes() {
        return crashes;
    }

    /** The disk has a limit: anything but reading may fail. */
    void fullIsExpected() {
        fullIsExpected = true;
    }

    boolean hasReason() {
        return fullIsExpected || disk.faultHappened();
    }

    void crash() {
        history.add("crash");
        crashes++;
        events.clear();
        disk.crash(random);
        bench = null;
    }

    boolean isOpen() {
        return bench != null;
    }

    DocumentLog log() {
        return bench.log;
    }

    /** A process starts and opens the log; what it sees must be possible. */
    void start() {
        act("start", this::open);
    }

    private void open() {
        store = new FaultyBlockStore(disk, events);
        LogBench opened = new LogBench(events, store, limits, seed * 1_000_003 + life++);
        try {
            if (adopts) {
                opened.openPool().openAdopting(DOCUMENT);
            } else {
                opened.openPool().open(DOCUMENT);
            }
        } catch (StorageException failed) {
            history.add("did not open: " + failed.getMessage());
            events.run();
            check(hasReason(), "opening failed without a reason", opened);
            events.clear();
            return;
        }
        bench = opened;
        if (bench.log.readOnly()) {
            check(
                    disk.faultHappened(),
                    "read-only without a reason: " + bench.log.problem(),
                    bench);
        }
        LogModel found = null;
        for (LogModel candidate : possible) {
            if (candidate.isSeenIn(bench)) {
                found = candidate;
            }
        }
        check(found != null, "what was recovered is not possible", bench);
        if (!bench.log.readOnly()) {
            known(found);
        } else {
            seen = found.copy();
        }
    }

    private void known(LogModel model) {
        durable = model.copy();
        seen = model.copy();
        possible = new ArrayList<>(List.of(durable));
    }

    void append(JournalKind kind, String payload) {
        long lsn = bench.journal(kind).append(payload.hashCode(), LogBench.bytes(payload));
        check(lsn == seen.append(kind, payload), "LSN " + lsn, bench);
    }

    void drop(JournalKind kind, long upTo) {
        bench.journal(kind).dropPrefix(upTo);
        seen.drop(kind, upTo);
    }

    LsnRange range(JournalKind kind) {
        return seen.range(kind);
    }

    LogBench bench() {
        return bench;
    }

    /** What should be seen. */
    LogModel seen() {
        return seen;
    }

    LogModel durable() {
        return durable;
    }

    /** Another timeline begins; it counts with the next flush. */
    void fork(JournalId id) {
        bench.log.forkTimeline(id);
        seen.replace(JournalKind.TIMELINE, id);
    }

    /** The storage journal starts over. */
    void replaceStorage(JournalId id) {
        seen.replace(JournalKind.STORAGE, id);
        LogModel batch = seen.copy();
        possible.add(batch);
        Answer<Void> answer = new Answer<>();
        bench.log.replaceStorage(id, answer);
        events.run();
        check(answer.told(), "replacing was not answered", bench);
        if (answer.succeeded()) {
            known(batch);
        } else {
            check(hasReason(), "replacing failed: " + answer.failure(), bench);
            failed(durable);
        }
        checkRanges();
    }

    /** Flushes twice, with more entries in between, and waits for both. */
    void flush(Runnable between) {
        Answer<Void> first = new Answer<>();
        LogModel firstBatch = seen.copy();
        possible.add(firstBatch);
        bench.log.flush(first);
        between.run();
        Answer<Void> second = new Answer<>();
        LogModel secondBatch = seen.copy();
        possible.add(secondBatch);
        bench.log.flush(second);
        events.run();
        check(first.told() && second.told(), "a flush was not answered", bench);
        if (second.succeeded()) {
            check(first.succeeded(), "a later flush succeeded, an earlier failed", bench);
            known(secondBatch);
        } else {
            check(hasReason(), "flush failed: " + second.failure().getMessage(), bench);
            failed(first.succeeded() ? firstBatch : durable);
        }
        checkRanges();
    }

    /** What was not flushed is gone, from memory at once, from the disk if there is a fence. */
    private void failed(LogModel survivor) {
        history.add("flush failed, " + (bench.log.readOnly() ? "read-only" : "fenced"));
        seen = survivor.copy();
        if (bench.log.readOnly()) {
            durable = survivor;
            possible.remove(durable);
            possible.add(0, durable);
        } else {
            known(survivor);
        }
    }

    void mend() {
        disk.heal();
        Answer<Void> answer = new Answer<>();
        bench.log.reopen(answer);
        events.run();
        answer.get();
        check(!bench.log.readOnly(), "still read-only", bench);
        known(seen);
        checkRanges();
    }

    /** Folds up to {@code upTo}, appending between the steps. */
    void fold(long upTo, Runnable between) {
        String payload =
                "fold "
                        + durable.digest(upTo)
                        + " of "
                        + upTo
                        + " "
                        + "f".repeat(random.nextInt(3000));
        Fold fold = bench.log.storage().beginFold(upTo);
        int cut = random.nextInt(payload.length());
        for (String chunk : List.of(payload.substring(0, cut), payload.substring(cut))) {
            Answer<Void> written = new Answer<>();
            fold.write(LogBench.bytes(chunk), written);
            events.run();
            check(written.told(), "a write to a fold was not answered", bench);
            if (!written.succeeded()) {
                check(hasReason(), "a write to a fold failed", bench);
                history.add("fold failed");
                checkRanges();
                return;
            }
            between.run();
        }
        finish(fold, durable.range(JournalKind.STORAGE).first(), upTo, payload);
    }

    /** Finishes a fold that has this payload, made here or received. */
    void finish(Fold fold, long first, long upTo, String payload) {
        LogModel folded = durable.copy();
        folded.fold(first, upTo, payload);
        possible.add(folded);
        Answer<Void> finished = new Answer<>();
        fold.finish(finished);
        events.run();
        check(finished.told(), "the end of a fold was not answered", bench);
        if (finished.succeeded()) {
            durable.fold(first, upTo, payload);
            seen.fold(first, upTo, payload);
            possible = new ArrayList<>(List.of(durable));
        } else {
            check(hasReason(), "a fold failed: " + finished.failure(), bench);
            history.add("fold failed at its end");
            seen = durable.copy();
            if (!bench.log.readOnly()) {
                known(durable);
            }
        }
        checkRanges();
    }

    long foldable() {
        return durable.foldable();
    }

    long durableNext() {
        return durable.range(JournalKind.STORAGE).next();
    }

    void close() {
        Answer<Void> answer = new Answer<>();
        possible.add(seen.copy());
        DocumentLog log = bench.log;
        boolean readOnly = log.readOnly();
        log.close(answer);
        events.run();
        check(answer.told(), "closing was not answered", bench);
        if (answer.succeeded() && !readOnly) {
            known(seen);
        } else if (!answer.succeeded()) {
            check(hasReason(), "closing failed: " + answer.failure(), bench);
        }
        check(store.openFiles().isEmpty(), "files left open: " + store.openFiles(), bench);
        bench = null;
    }

    /** Deletes the closed document and makes it again. */
    void delete() {
        LogBench pool = new LogBench(events, new FaultyBlockStore(disk, events), limits, life++);
        try {
            pool.openPool();
        } catch (StorageException failed) {
            check(hasReason(), "the pool did not open", pool);
            return;
        }
        possible.add(new LogModel());
        Answer<Void> answer = new Answer<>();
        pool.pool.delete(DOCUMENT, answer);
        events.run();
        check(answer.told(), "deleting was not answered", pool);
        if (answer.succeeded()) {
            known(new LogModel());
        } else {
            check(hasReason(), "deleting failed: " + answer.failure(), pool);
        }
    }

    private void checkRanges() {
        for (JournalKind kind : JournalKind.values()) {
            Journal journal = bench.journal(kind);
            check(
                    seen.range(kind).equals(journal.range()),
                    kind + " is " + journal.range() + ", expected " + seen.range(kind),
                    bench);
        }
    }

    void check(boolean holds, String what, LogBench where) {
        if (!holds) {
            StringBuilder text = new StringBuilder("seed " + seed + ": " + what);
            text.append("\nrecovered ").append(where.recovered);
            if (where.log != null) {
                text.append("\nranges ")
                        .append(where.log.storage().range())
                        .append(" / ")
                        .append(where.log.timeline().range());
            }
            possible.forEach(model -> text.append("\npossible  ").append(model));
            int from = Math.max(0, history.size() - 25);
            text.append("\nhistory ").append(history.subList(from, history.size()));
            throw new AssertionError(shortened(text.toString()));
        }
    }

    private static String shortened(String text) {
        return text.replaceAll("([a-z])\\1{5,}", "$1*");
    }
}
