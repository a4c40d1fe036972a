package sqlsync.journal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import sqlsync.platform.Answer;
import sqlsync.platform.BlockStore;
import sqlsync.platform.EventQueue;
import sqlsync.platform.Randomness;
import sqlsync.platform.SeededRandomness;

/** A store, a pool on it and one log in that, driven step by step. */
final class LogBench {
    static final JournalLimits SMALL = new JournalLimits(16 << 10, 2, 1 << 20, 1 << 20, 4 << 10);

    final EventQueue events;
    final BlockStore store;
    final Randomness randomness;
    final JournalLimits limits;
    final List<String> recovered = new ArrayList<>();
    SegmentPool pool;
    DocumentLog log;

    LogBench(EventQueue events, BlockStore store, JournalLimits limits, long seed) {
        this.events = events;
        this.store = store;
        this.limits = limits;
        this.randomness = new SeededRandomness(seed);
    }

    LogBench openPool() {
        Answer<SegmentPool> answer = new Answer<>();
        SegmentPool.open(store, randomness, limits, answer);
        events.run();
        pool = answer.get();
        return this;
    }

    LogBench open(String documentId) {
        Answer<DocumentLog> answer = tryOpen(documentId);
        log = answer.get();
        return this;
    }

    /** Opens a log that has no storage id of its own. */
    LogBench openAdopting(String documentId) {
        recovered.clear();
        Answer<DocumentLog> answer = new Answer<>();
        pool.openLog(
                documentId, true, (kind, entry) -> recovered.add(describe(kind, entry)), answer);
        events.run();
        log = answer.get();
        return this;
    }

    Answer<DocumentLog> tryOpen(String documentId) {
        recovered.clear();
        Answer<DocumentLog> answer = new Answer<>();
        pool.openLog(documentId, (kind, entry) -> recovered.add(describe(kind, entry)), answer);
        events.run();
        return answer;
    }

    void close() {
        Answer<Void> answer = new Answer<>();
        log.close(answer);
        events.run();
        answer.get();
    }

    void flush() {
        tryFlush().get();
    }

    Answer<Void> tryFlush() {
        Answer<Void> answer = new Answer<>();
        log.flush(answer);
        events.run();
        return answer;
    }

    Journal journal(JournalKind kind) {
        return switch (kind) {
            case STORAGE -> log.storage();
            case TIMELINE -> log.timeline();
            case DEVICE -> log.device();
        };
    }

    long storage(String payload) {
        return log.storage().append(payload.hashCode(), bytes(payload));
    }

    long timeline(String payload) {
        return log.timeline().append(payload.hashCode(), bytes(payload));
    }

    long device(String payload) {
        return log.device().append(payload.hashCode(), bytes(payload));
    }

    void fold(long upTo, String... chunks) {
        Fold fold = log.storage().beginFold(upTo);
        for (String chunk : chunks) {
            Answer<Void> answer = new Answer<>();
            fold.write(bytes(chunk), answer);
            events.run();
            answer.get();
        }
        Answer<Void> answer = new Answer<>();
        fold.finish(answer);
        events.run();
        answer.get();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String describe(JournalKind kind, Entry entry) {
        String lsn =
                entry.first() == entry.last()
                        ? "" + entry.first()
                        : entry.first() + "-" + entry.last();
        String letter =
                switch (kind) {
                    case STORAGE -> "s";
                    case TIMELINE -> "t";
                    case DEVICE -> "d";
                };
        return letter + lsn + " " + new String(entry.payload(), StandardCharsets.UTF_8);
    }
}
