package sqlsync.worker;

import java.util.List;
import sqlsync.document.DocumentCompletion;
import sqlsync.document.LocalDocument;

/** Of a document of this device alone: nothing is ever pending, and what is on disk is settled. */
record NoSynchronisation(LocalDocument document) implements Synchronisation {
    private static final Status LOCAL = new Status("local", null, 0, 0, 0, true, 0, false);
    private static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0);

    @Override
    public Status status() {
        return LOCAL;
    }

    @Override
    public Figures figures() {
        return NONE;
    }

    @Override
    public List<Pending> pending() {
        return List.of();
    }

    @Override
    public List<Rejected> rejected() {
        return List.of();
    }

    @Override
    public void dismiss(String mutationId, DocumentCompletion<Void> done) {
        done.succeeded(null);
    }

    @Override
    public Runnable sync(DocumentCompletion<Void> done) {
        document.flush(done);
        return () -> {};
    }

    @Override
    public void connect() {}

    @Override
    public void disconnect() {}

    @Override
    public boolean knows(String mutationId) {
        return true;
    }
}
