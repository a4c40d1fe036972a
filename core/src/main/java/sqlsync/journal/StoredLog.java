package sqlsync.journal;

import java.util.ArrayList;
import java.util.List;

/** A log that is on disk and not open. */
final class StoredLog {
    final LogIdentity identity;
    final List<Segment> segments = new ArrayList<>();

    /** Segments that may say that they are this log's, and must be freed before it goes on. */
    final List<Spare> doubtful = new ArrayList<>();

    /** A deletion failed so that nobody knows whether the disk says that it was begun. */
    boolean half;

    StoredLog(LogIdentity identity) {
        this.identity = identity;
    }

    boolean isDeleting() {
        for (Segment segment : segments) {
            if (segment.superblock.state() == Superblock.State.DELETING) {
                return true;
            }
        }
        return false;
    }

    List<Integer> files() {
        List<Integer> files = new ArrayList<>();
        segments.forEach(segment -> files.add(segment.file));
        doubtful.forEach(spare -> files.add(spare.file()));
        return files;
    }

    /** The label of the newest log segment. */
    byte[] label() {
        byte[] label = new byte[0];
        int newest = -1;
        for (Segment segment : segments) {
            if (!segment.isFold() && segment.sequence() > newest) {
                newest = segment.sequence();
                label = segment.superblock.label();
            }
        }
        return label;
    }

    StoredDocument describe() {
        long bytes = 0;
        long logs = 0;
        long fold = 0;
        for (Segment segment : segments) {
            bytes += segment.size;
            if (segment.isFold()) {
                fold = Math.max(fold, segment.superblock.durableUpTo());
            } else {
                logs += segment.size;
            }
        }
        return new StoredDocument(identity.documentId(), label(), bytes, logs + fold);
    }
}
