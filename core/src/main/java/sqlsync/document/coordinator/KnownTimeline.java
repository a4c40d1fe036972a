package sqlsync.document.coordinator;

import java.util.ArrayDeque;
import sqlsync.journal.JournalId;
import sqlsync.replication.Message;

/** A device's timeline, as the coordinator knows it. */
final class KnownTimeline {
    /** With so many rejections unacknowledged, nothing more is applied until some are. */
    static final int REJECTIONS_MAX = 4096;

    /** By which layers speak of it. */
    final int number;

    final JournalId id;

    /** Who presented it first, or null. Nobody else may. */
    final String user;

    /** Those that the device has not said to have flushed, oldest first. */
    final ArrayDeque<Message.Rejection> rejections = new ArrayDeque<>();

    /** The last entry that was applied, rejected or passed over; 0 for none. */
    long cursor;

    /** Id of the mutation in that entry, or null. */
    String cursorMutation;

    /** As of the last layer that was appended. */
    long appended;

    /** As of the last layer that is on disk. */
    long durable;

    /** How often the device had lost entries that were never settled. */
    int gaps;

    /** The device, where it is attached. */
    CoordinatorChannel channel;

    KnownTimeline(int number, JournalId id, String user) {
        this.number = number;
        this.id = id;
        this.user = user;
    }

    /** Forgets rejections that the device has flushed. Returns whether there were any. */
    boolean acknowledged(long storageLsn) {
        boolean any = false;
        while (!rejections.isEmpty() && rejections.peek().storageLsn() <= storageLsn) {
            rejections.remove();
            any = true;
        }
        return any;
    }

    /** How many more rejections may be recorded. */
    boolean mayReject(int underWay) {
        return rejections.size() + underWay < REJECTIONS_MAX;
    }
}
