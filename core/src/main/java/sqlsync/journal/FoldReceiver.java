package sqlsync.journal;

import java.util.List;
import sqlsync.codec.ByteWriter;
import sqlsync.codec.MalformedException;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;

/**
 * A fold made elsewhere. It is written as it comes once its stamps have been seen: they tell
 * whether it continues what is here.
 */
final class FoldReceiver implements Fold {
    private final DocumentLog log;
    private final JournalState state;
    private final EntryHead head;
    private final ByteWriter beginning = new ByteWriter();
    private Fold writer;
    private Completion<Void, StorageException> waiting;
    private boolean abandoned;
    private StorageException refusal;

    FoldReceiver(DocumentLog log, EntryHead head) {
        this.log = log;
        this.state = log.state().storage;
        this.head = head;
    }

    @Override
    public void write(byte[] chunk, Completion<Void, StorageException> done) {
        if (writer != null) {
            writer.write(chunk, done);
            return;
        }
        if (waiting != null || abandoned) {
            throw new IllegalStateException("The fold is being written to, or has ended.");
        }
        log.requireOpen();
        beginning.raw(chunk);
        FoldStamps stamps = refusal == null ? stamps() : null;
        if (stamps != null) {
            checkAgainst(stamps);
        }
        if (refusal != null || stamps == null) {
            later(done, refusal);
        } else {
            begin(stamps, done);
        }
    }

    private void later(Completion<Void, StorageException> done, StorageException failure) {
        log.pool()
                .store()
                .submit(
                        List.of(),
                        Completion.always(
                                () -> {
                                    if (failure == null) {
                                        done.succeeded(null);
                                    } else {
                                        done.failed(failure);
                                    }
                                }));
    }

    /** Null as long as they are not all there, and where they are not sound. */
    private FoldStamps stamps() {
        try {
            int bytes =
                    head.stamped() ? FoldStamps.bytes(beginning.array(), 0, beginning.size()) : 0;
            return bytes < 0 || bytes > beginning.size()
                    ? null
                    : FoldStamps.read(head, beginning.array(), 0, beginning.size());
        } catch (MalformedException malformed) {
            refusal = new JournalException.Unsound(head.last());
            return null;
        }
    }

    /**
     * A reader behind the oldest stamp takes the fold as it is: it has every page. Another goes on
     * only from the very entry that the fold was made of.
     */
    private void checkAgainst(FoldStamps stamps) {
        long mine = state.range().last();
        if (stamps.knows(mine)
                && state.knowsStamp(mine)
                && state.stamp(mine) != stamps.stamp(mine)) {
            refusal = new JournalException.Diverged(mine);
        }
    }

    private void begin(FoldStamps stamps, Completion<Void, StorageException> done) {
        waiting = done;
        log.folding()
                .makeRoom(
                        failure -> {
                            waiting = null;
                            if (failure == null && log.readOnly()) {
                                refusal = log.problem();
                            } else {
                                refusal = failure;
                            }
                            if (refusal != null) {
                                later(done, refusal);
                                return;
                            }
                            writer = log.folding().begin(FoldHeader.received(head, stamps));
                            writer.write(beginning.toByteArray(), done);
                        });
    }

    @Override
    public void finish(Completion<Void, StorageException> done) {
        if (writer != null) {
            writer.finish(done);
            return;
        }
        if (waiting != null || abandoned) {
            throw new IllegalStateException("The fold is being written to, or has ended.");
        }
        abandoned = true;
        later(done, refusal != null ? refusal : new JournalException.Unsound(head.last()));
    }

    @Override
    public void abandon() {
        abandoned = true;
        if (waiting != null) {
            log.folding().stopWaiting();
            later(
                    waiting,
                    new StorageException(StorageException.Kind.FAILED, "The fold was given up."));
            waiting = null;
        }
        if (writer != null) {
            writer.abandon();
        }
    }
}
