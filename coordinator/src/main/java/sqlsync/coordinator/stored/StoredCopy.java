package sqlsync.coordinator.stored;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import sqlsync.codec.ByteReader;
import sqlsync.codec.MalformedException;
import sqlsync.coordinator.files.CopyOnWriteStore;
import sqlsync.coordinator.limit.CoordinatorLimits;
import sqlsync.coordinator.loop.SystemRandomness;
import sqlsync.document.DocumentLabel;
import sqlsync.document.SettledHeader;
import sqlsync.journal.DocumentLog;
import sqlsync.journal.Entry;
import sqlsync.journal.EntryVisitor;
import sqlsync.journal.JournalKind;
import sqlsync.journal.SegmentPool;
import sqlsync.journal.StoredDocument;
import sqlsync.page.SerializedPages;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;
import sqlsync.storage.Pages;

/**
 * One directory of documents, read as a coordinator reads it when it opens a document, and not
 * changed. Every byte that it reads is checked.
 */
public final class StoredCopy implements EntryVisitor {
    private final List<String> problems = new ArrayList<>();

    /** Null where they are not wanted. */
    private final Pages pages;

    private StoredDocument document;
    private long lsn;

    private StoredCopy(boolean keepsPages) {
        pages = keepsPages ? new Pages(Pages.PAGES_MAX) : null;
    }

    /** Reads what it says of its document, not the document itself. */
    public static StoredCopy describe(Path directory) {
        return read(directory, false, false);
    }

    /** Reads everything. */
    public static StoredCopy load(Path directory) {
        return read(directory, true, true);
    }

    /** Reads everything, and keeps no page of the database. */
    public static StoredCopy measure(Path directory) {
        return read(directory, true, false);
    }

    private static StoredCopy read(Path directory, boolean whole, boolean keepsPages) {
        StoredCopy copy = new StoredCopy(keepsPages);
        try (CopyOnWriteStore store = new CopyOnWriteStore(directory)) {
            SegmentPool.open(
                    store,
                    new SystemRandomness(),
                    CoordinatorLimits.JOURNAL,
                    Completion.of(
                            pool -> copy.found(pool, whole),
                            failure -> copy.problems.add(failure.getMessage())));
            store.settle();
        }
        return copy;
    }

    private void found(SegmentPool pool, boolean whole) {
        if (pool.unreadableSegments() > 0) {
            problems.add(pool.unreadableSegments() + " segment(s) cannot be understood.");
        }
        if (pool.documents().isEmpty()) {
            return;
        }
        document = pool.documents().get(0);
        if (whole) {
            pool.openLog(
                    document.documentId(),
                    this,
                    Completion.of(this::opened, failure -> problems.add(failure.getMessage())));
        }
    }

    private void opened(DocumentLog log) {
        lsn = log.storage().range().last();
        StorageException damage = log.problem();
        if (damage != null) {
            problems.add(0, damage.getMessage());
        }
    }

    @Override
    public void entry(JournalKind kind, Entry entry) {
        if (kind != JournalKind.STORAGE) {
            return;
        }
        ByteReader in = new ByteReader(entry.array(), entry.offset(), entry.length());
        try {
            SettledHeader.decode(in);
            if (pages == null) {
                return;
            }
            pages.apply(SerializedPages.read(entry.array(), in.position(), in.remaining()));
        } catch (MalformedException malformed) {
            problems.add("A layer cannot be read: " + malformed.getMessage());
        }
    }

    /** Null where the directory holds none. */
    public StoredDocument document() {
        return document;
    }

    public DocumentLabel label() {
        return DocumentLabel.decode(document.label());
    }

    /** What is wrong, in sentences; empty for nothing. */
    public List<String> problems() {
        return problems;
    }

    /** The database, as far as it could be read. */
    public Pages pages() {
        return pages;
    }

    /** Of the last layer. */
    public long lsn() {
        return lsn;
    }
}
