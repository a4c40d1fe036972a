package sqlsync.document.local;

import java.util.List;
import sqlsync.codec.ByteWriter;
import sqlsync.document.CommitQueue;
import sqlsync.document.Compactor;
import sqlsync.document.DocumentServices;
import sqlsync.document.Sessions;
import sqlsync.journal.DocumentLog;
import sqlsync.page.SerializedPages;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;
import sqlsync.storage.Layer;
import sqlsync.storage.Pages;

/** The batches of a document that commits its own layers: one layer each. */
final class LayerContent implements CommitQueue.Content {
    private final DocumentServices services;
    private final DocumentLog log;
    private final Pages pages;
    private final Compactor compactor;
    private final Runnable takenBack;
    private long modified;
    private Layer layer;

    /**
     * @param takenBack runs when the pages are what they were when last flushed
     */
    LayerContent(
            DocumentServices services,
            DocumentLog log,
            Pages pages,
            Compactor compactor,
            long modified,
            Runnable takenBack) {
        this.services = services;
        this.log = log;
        this.pages = pages;
        this.compactor = compactor;
        this.modified = modified;
        this.takenBack = takenBack;
    }

    /** When the newest layer was made, in milliseconds since the epoch. */
    long modified() {
        return modified;
    }

    @Override
    public boolean append(List<Sessions.Entry> outcomes) {
        layer = pages.seal();
        if (layer == null) {
            return false;
        }
        modified = services.clock().now();
        ByteWriter out = new ByteWriter(8192);
        LayerHeader.encodeLayer(modified, outcomes, out);
        SerializedPages.write(out, layer, true);
        byte[] payload = out.toByteArray();
        long lsn = log.storage().append(services.randomness().bits64(), payload);
        compactor.appended(lsn, payload.length, modified);
        return true;
    }

    @Override
    public boolean gathered() {
        return pages.pending();
    }

    @Override
    public void flush(Completion<Void, StorageException> done) {
        log.flush(done);
    }

    @Override
    public void written() {
        pages.durable(layer);
    }

    @Override
    public void durable() {
        compactor.durable();
    }

    @Override
    public void takeBack(StorageException failure) {
        pages.revert();
        compactor.takenBack();
        takenBack.run();
    }
}
