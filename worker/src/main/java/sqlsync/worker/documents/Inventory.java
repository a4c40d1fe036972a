package sqlsync.worker.documents;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sqlsync.SqlSyncException;
import sqlsync.document.DocumentLabel;
import sqlsync.journal.StoredDocument;
import sqlsync.platform.Completion;
import sqlsync.worker.storage.Backend;
import sqlsync.worker.storage.Backends;

/** Says which documents this device has, and where they lie. */
public final class Inventory {
    private final Documents documents;
    private final Backends backends;

    /**
     * A document, open or not.
     *
     * @param bytes of its database
     * @param pending mutations that no coordinator has settled
     * @param open whether a page has it open
     * @param modified when its database changed last, milliseconds since the epoch
     */
    public record DocumentInfo(
            String id,
            String reducer,
            double bytes,
            double pending,
            boolean open,
            double modified) {}

    /**
     * The storage of this device.
     *
     * @param backend the best there is
     * @param unsyncedBytes what would be lost for ever with this device
     */
    public record StorageInfo(Backend backend, double unsyncedBytes) {}

    public Inventory(Documents documents, Backends backends) {
        this.documents = documents;
        this.backends = backends;
    }

    /** Lists all documents of the back ends in use. */
    public void list(Completion<List<DocumentInfo>, SqlSyncException> done) {
        unsettled(
                done,
                (all, unsettled) -> {
                    List<DocumentInfo> list = new ArrayList<>();
                    Set<String> seen = new LinkedHashSet<>();
                    for (Backend backend : all) {
                        for (StoredDocument each : backend.services().pool().documents()) {
                            // One that is being moved may lie in two.
                            if (seen.add(each.documentId())) {
                                list.add(describe(backend, each, unsettled));
                            }
                        }
                    }
                    return list;
                });
    }

    private interface Counted<T> {
        T with(List<Backend> all, Map<String, Long> unsettled);
    }

    /** Is done when it is known of every document how much of it no coordinator has settled. */
    private <T> void unsettled(Completion<T, SqlSyncException> done, Counted<T> counted) {
        backends.inUse(
                done.after(
                        all -> {
                            Set<String> ids = new LinkedHashSet<>();
                            for (Backend backend : all) {
                                for (StoredDocument each : backend.services().pool().documents()) {
                                    ids.add(each.documentId());
                                }
                            }
                            Map<String, Long> unsettled = new HashMap<>();
                            count(
                                    new ArrayDeque<>(ids),
                                    unsettled,
                                    () -> done.succeeded(counted.with(all, unsettled)));
                        }));
    }

    private void count(ArrayDeque<String> ids, Map<String, Long> unsettled, Runnable done) {
        if (ids.isEmpty()) {
            done.run();
            return;
        }
        String id = ids.remove();
        documents.unsettled(
                id,
                Completion.of(
                        count -> {
                            unsettled.put(id, count);
                            count(ids, unsettled, done);
                        },
                        ignored -> {
                            // It is listed all the same; to delete it takes force.
                            count(ids, unsettled, done);
                        }));
    }

    private DocumentInfo describe(
            Backend backend, StoredDocument stored, Map<String, Long> unsettled) {
        DocumentLabel label = DocumentLabel.decode(stored.label());
        SharedDocument open = documents.open(stored.documentId());
        boolean here = open != null && open.backend() == backend;
        return new DocumentInfo(
                stored.documentId(),
                here ? open.document().reducer().name() : label.reducer(),
                bytes(backend, stored),
                unsettled.getOrDefault(stored.documentId(), 0L).doubleValue(),
                here,
                here ? (double) open.document().modified() : label.modified());
    }

    /** Names the best back end, and counts what no coordinator has. */
    public void storageInfo(Completion<StorageInfo, SqlSyncException> done) {
        unsettled(
                done,
                (all, unsettled) -> {
                    double bytes = 0;
                    for (Backend backend : all) {
                        for (StoredDocument each : backend.services().pool().documents()) {
                            // What is in memory only, no eviction loses.
                            bytes +=
                                    backend.durable() ? unsyncedBytes(backend, each, unsettled) : 0;
                        }
                    }
                    return new StorageInfo(all.get(0), bytes);
                });
    }

    private double unsyncedBytes(
            Backend backend, StoredDocument stored, Map<String, Long> unsettled) {
        SharedDocument open = documents.open(stored.documentId());
        if (open != null && open.backend() == backend) {
            return open.coordinator() == null
                    ? (double) open.document().databaseBytes()
                    : open.synchronisation().figures().timelineBytes();
        }
        DocumentLabel label = DocumentLabel.decode(stored.label());
        if (!label.coordinated()) {
            return label.bytes();
        }
        // Nobody knows better while it is not open: its timeline is among this.
        return unsettled.getOrDefault(stored.documentId(), 0L) > 0 ? stored.bytes() : 0;
    }

    private double bytes(Backend backend, StoredDocument stored) {
        SharedDocument open = documents.open(stored.documentId());
        return open != null && open.backend() == backend
                ? (double) open.document().databaseBytes()
                : (double) DocumentLabel.decode(stored.label()).bytes();
    }
}
