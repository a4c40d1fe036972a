package sqlsync.document;

import sqlsync.codec.ByteWriter;
import sqlsync.journal.DocumentLog;
import sqlsync.journal.Fold;
import sqlsync.page.Page;
import sqlsync.page.PagesWriter;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;
import sqlsync.storage.PageSnapshot;
import sqlsync.storage.Pages;

/**
 * Keeps what opening must read in proportion to the database: when the layers since the newest fold
 * weigh more than half the database, all pages are folded into one entry, a bounded chunk at a
 * time, while the document works on.
 */
public final class Compactor {
    /** Layers that weigh less than this are never worth a fold, in bytes. */
    static final int LAYER_BYTES_MIN = 16 * 1024;

    /** The most that one step of a fold writes, in bytes. */
    static final int CHUNK_BYTES = 64 * Page.BYTES;

    /** What stands before the pages of a fold, as of the last layer that was appended. */
    public interface FoldHeaderWriter {
        void write(long modified, ByteWriter out);
    }

    private final DocumentLog log;
    private final Pages pages;
    private final FoldHeaderWriter headers;
    private final Runnable folded;

    /** Bytes of layers since the newest fold. */
    private long layerBytes;

    /** Of these, bytes that are not on disk yet. */
    private long unflushedBytes;

    private long lastModified;
    private long notBefore;

    private boolean ended;
    private PageSnapshot snapshot;
    private ByteWriter header;
    private long upTo;
    private long bytesAfter;
    private Fold fold;
    private PagesWriter writer;

    /**
     * @param layerBytes what the layers since the newest fold weigh
     * @param modified when the newest of them was made
     * @param folded told when a fold is there, and what came meanwhile is worth the next one
     */
    public Compactor(
            DocumentLog log,
            Pages pages,
            long layerBytes,
            long modified,
            FoldHeaderWriter headers,
            Runnable folded) {
        this.log = log;
        this.pages = pages;
        this.layerBytes = layerBytes;
        this.lastModified = modified;
        this.headers = headers;
        this.folded = folded;
    }

    /** A layer of so many bytes was appended, and the pages are what it makes of them. */
    public void appended(long lsn, int bytes, long modified) {
        layerBytes += bytes;
        unflushedBytes += bytes;
        lastModified = modified;
        if (snapshot != null) {
            bytesAfter += bytes;
        } else if (due()) {
            prepare(lsn);
        }
    }

    /** All layers before were replaced by a fold that was made elsewhere. */
    public void replaced(long modified) {
        stop();
        layerBytes = 0;
        notBefore = 0;
        lastModified = modified;
    }

    private boolean due() {
        return layerBytes > Math.max(notBefore, enough());
    }

    /** How much layers must weigh to be worth a fold, in bytes. */
    private long enough() {
        return Math.max(LAYER_BYTES_MIN, pages.pageCount() * (Page.BYTES / 2L));
    }

    /** A fold that failed, for want of room perhaps, is not tried again with every commit. */
    private void putOff() {
        notBefore = layerBytes + enough();
    }

    private void prepare(long lsn) {
        snapshot = pages.freeze();
        header = new ByteWriter();
        headers.write(lastModified, header);
        upTo = lsn;
        bytesAfter = 0;
    }

    /** What was appended is on disk. */
    public void durable() {
        unflushedBytes = 0;
        if (ended || fold == null && log.storage().folding()) {
            // One that is being received replaces more.
            return;
        }
        if (snapshot == null && !pages.pending() && !log.readOnly() && due()) {
            // Layers that came while the fold before was written may weigh enough for the next one.
            prepare(log.storage().range().last());
        }
        if (snapshot != null && fold == null) {
            fold = log.storage().beginFold(upTo);
            writer = new PagesWriter(snapshot);
            fold.write(header.toByteArray(), next(fold));
        }
    }

    private Completion<Void, StorageException> next(Fold current) {
        return Completion.of(
                ignored -> {
                    if (fold == current) {
                        writeOn();
                    }
                },
                ignored -> {
                    if (fold == current) {
                        stop();
                        putOff();
                    }
                });
    }

    private void writeOn() {
        byte[] chunk = writer.next(CHUNK_BYTES);
        if (chunk != null) {
            fold.write(chunk, next(fold));
            return;
        }
        Fold finishing = fold;
        finishing.finish(
                Completion.of(
                        ignored -> {
                            if (fold == finishing) {
                                layerBytes = bytesAfter;
                                fold = null;
                                release();
                                notBefore = 0;
                                if (due()) {
                                    folded.run();
                                }
                            }
                        },
                        ignored -> {
                            if (fold == finishing) {
                                fold = null;
                                release();
                                putOff();
                            }
                        }));
    }

    /** What was not on disk is gone; a fold that was to cover it would be of nothing. */
    public void takenBack() {
        layerBytes -= unflushedBytes;
        bytesAfter -= Math.min(bytesAfter, unflushedBytes);
        unflushedBytes = 0;
        if (fold == null) {
            release();
        }
    }

    /** Whether a fold is being made. */
    boolean underWay() {
        return snapshot != null;
    }

    /** The document closes: nothing is folded any more. */
    public void end() {
        ended = true;
        stop();
    }

    /** Gives up a fold that is under way; the layers stay. */
    void stop() {
        if (fold != null) {
            fold.abandon();
            fold = null;
        }
        release();
    }

    private void release() {
        if (snapshot != null) {
            snapshot.release();
            snapshot = null;
        }
        header = null;
        writer = null;
    }
}
