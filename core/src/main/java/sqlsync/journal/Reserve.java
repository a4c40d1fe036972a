package sqlsync.journal;

import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;

/** One spare segment that an open log holds ready, its file open, for when its segment is full. */
final class Reserve {
    private final SpareSegments spares;
    private Spare spare;
    private boolean taking;
    private boolean closed;
    private Completion<Spare, StorageException> waiting;

    Reserve(SpareSegments spares) {
        this.spares = spares;
    }

    /** Gets a spare ready, if there is none; a failure is tried again when one is needed. */
    void prepare() {
        if (spare == null && !taking && !closed) {
            taking = true;
            spares.take(Completion.of(this::took, this::tookNone));
        }
    }

    /** Gives out the spare; at once, from within this call, where it is ready. */
    void take(Completion<Spare, StorageException> done) {
        if (spare != null) {
            Spare taken = spare;
            spare = null;
            done.succeeded(taken);
            return;
        }
        waiting = done;
        prepare();
    }

    private void took(Spare taken) {
        taking = false;
        if (waiting != null) {
            Completion<Spare, StorageException> done = waiting;
            waiting = null;
            done.succeeded(taken);
        } else if (closed) {
            spares.giveBack(taken);
        } else {
            spare = taken;
        }
    }

    private void tookNone(StorageException failure) {
        taking = false;
        if (waiting != null) {
            Completion<Spare, StorageException> done = waiting;
            waiting = null;
            done.failed(failure);
        }
    }

    void close() {
        closed = true;
        if (spare != null) {
            spares.giveBack(spare);
            spare = null;
        }
    }
}
