package sqlsync.journal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sqlsync.platform.BlockStore;

/** Who owns which segment, as the superblocks of all files say. */
final class Directory {
    private final Map<String, StoredLog> stored = new LinkedHashMap<>();
    private final List<StoredLog> deleting = new ArrayList<>();
    private final List<String> tooNew = new ArrayList<>();
    private int unreadable;

    /** Reads the heads of all files; free ones go to {@code spares}. */
    static Directory of(List<BlockStore.FoundFile> files, SpareSegments spares) {
        Directory directory = new Directory();
        Map<JournalId, StoredLog> logs = new LinkedHashMap<>();
        for (BlockStore.FoundFile file : files) {
            spares.seen(file.file());
            SuperblockCodec.Found found = SuperblockCodec.find(file.head());
            Superblock superblock = found.superblock();
            switch (found.finding()) {
                case BLANK -> spares.found(new Spare(file.file(), -1, file.size()));
                case UNREADABLE -> directory.unreadable++;
                case TOO_NEW -> {
                    if (superblock.identity() != null) {
                        directory.tooNew.add(superblock.identity().documentId());
                    }
                }
                case FOUND -> {
                    Segment segment = new Segment(file.file(), superblock, file.size());
                    if (superblock.state() == Superblock.State.FREE) {
                        spares.found(new Spare(segment));
                    } else {
                        logs.computeIfAbsent(
                                        superblock.identity().log(),
                                        id -> new StoredLog(superblock.identity()))
                                .segments
                                .add(segment);
                    }
                }
            }
        }
        for (StoredLog log : logs.values()) {
            if (log.isDeleting()) {
                directory.deleting.add(log);
            } else {
                directory.stored.put(log.identity.documentId(), log);
            }
        }
        return directory;
    }

    /** The logs that are not open, by document id. */
    Map<String, StoredLog> stored() {
        return stored;
    }

    /** Logs whose deletion was interrupted. */
    List<StoredLog> deleting() {
        return deleting;
    }

    /** Whether a newer version of this library keeps the document. */
    boolean isTooNew(String documentId) {
        return tooNew.contains(documentId);
    }

    /** Files that say something that is not understood. They are left alone. */
    int unreadable() {
        return unreadable;
    }
}
