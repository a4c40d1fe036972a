package sqlsync.jvm;

import static sqlsync.replication.ReplicationLimits.*;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import sqlsync.codec.ByteReader;
import sqlsync.journal.DocumentLog;
import sqlsync.journal.EncodedEntry;
import sqlsync.journal.EntryHead;
import sqlsync.journal.Fold;
import sqlsync.journal.JournalId;
import sqlsync.journal.JournalKind;
import sqlsync.page.SerializedPages;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;
import sqlsync.replication.Message;
import sqlsync.replication.ReplicationDestination;
import sqlsync.storage.Pages;

/** A device's copy of storage: what comes is received, flushed, and only then acknowledged. */
public final class DeviceStorage implements ReplicationDestination.Sink {
    /** Told when something is on disk. */
    public interface Stored {
        void stored(long taken, long lsn);
    }

    private final DocumentLog log;
    private final ArrayDeque<Runnable> steps = new ArrayDeque<>();
    private final ByteArrayOutputStream foldBytes = new ByteArrayOutputStream();
    private Pages pages = new Pages(10_000);
    private ReplicationDestination destination;
    private Stored stored;
    private JournalId journal;
    private int timeline;
    private boolean running;
    private int connection;
    private Fold fold;
    private int folds;

    public DeviceStorage(DocumentLog log) {
        this.log = log;
    }

    public Pages pages() {
        return pages;
    }

    public int folds() {
        return folds;
    }

    public void begin(Message.Welcome welcome, Stored listener) {
        stored = listener;
        timeline = welcome.timelineNumber();
        journal = welcome.storage().id();
        destination =
                new ReplicationDestination(
                        JournalKind.STORAGE, STORAGE_ENTRY_BYTES_MAX, STORAGE_WINDOW_BYTES, this);
        if (welcome.diverged()) {
            pages = new Pages(10_000);
            step(done -> log.replaceStorage(journal, done), 0);
        } else if (log.storage().id().isNone()) {
            step(done -> log.adoptStorage(journal, done), 0);
        }
    }

    public void received(byte[] bytes) {
        destination.received(bytes);
    }

    public void end() {
        connection++;
        steps.clear();
        running = false;
        if (fold != null) {
            fold.abandon();
            fold = null;
        }
    }

    private interface Step {
        void start(Completion<Void, StorageException> done);
    }

    private void step(Step step, int bytes) {
        int of = connection;
        steps.add(
                () ->
                        step.start(
                                Completion.of(
                                        ignored -> {
                                            if (of == connection) {
                                                destination.release(bytes);
                                                stored.stored(
                                                        destination.taken(),
                                                        log.storage().durableRange().last());
                                                running = false;
                                                next();
                                            }
                                        },
                                        failure -> {
                                            if (of == connection) {
                                                throw failure;
                                            }
                                        })));
        next();
    }

    private void next() {
        if (!running && !steps.isEmpty()) {
            running = true;
            steps.remove().run();
        }
    }

    @Override
    public void entry(EncodedEntry encoded) {
        step(
                done -> {
                    if (log.storage().receive(journal, encoded)) {
                        take(encoded.entry().payload());
                    }
                    log.flush(done);
                },
                encoded.bytes());
    }

    @Override
    public void fold(EntryHead head) {
        foldBytes.reset();
        folds++;
        step(
                done -> {
                    fold = log.storage().receiveFold(journal, head);
                    log.flush(done);
                },
                0);
    }

    @Override
    public void foldPiece(byte[] bytes, boolean last) {
        foldBytes.writeBytes(bytes);
        step(done -> fold.write(bytes, done), bytes.length);
        if (last) {
            byte[] payload = foldBytes.toByteArray();
            step(done -> finish(payload, done), 0);
        }
    }

    private void finish(byte[] payload, Completion<Void, StorageException> done) {
        Fold finishing = fold;
        fold = null;
        finishing.finish(
                done.after(
                        ignored -> {
                            int stamps = 4 + 8 * ByteReader.getInt(payload, 0);
                            take(Arrays.copyOfRange(payload, stamps, payload.length));
                            log.flush(done);
                        }));
    }

    /** The layer's pages, and what it settles; the timeline loses it in the same flush. */
    private void take(byte[] payload) {
        ByteReader in = new ByteReader(payload);
        in.u8();
        in.varlong();
        in.varint();
        long settled = 0;
        for (int i = in.varint(); i > 0; i--) {
            int number = in.varint();
            long lsn = in.varlong();
            settled = number == timeline ? lsn : settled;
        }
        pages.apply(SerializedPages.read(payload, in.position(), in.remaining()));
        log.timeline().dropPrefix(Math.min(settled, log.timeline().range().last()));
    }
}
