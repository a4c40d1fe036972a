package sqlsync.document.device;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Consumer;
import sqlsync.journal.Journal;
import sqlsync.journal.JournalKind;
import sqlsync.replication.Message;
import sqlsync.replication.ReplicationDestination;
import sqlsync.replication.ReplicationLimits;

/**
 * Acknowledges the storage that one channel received: bytes as soon as they are taken in, LSNs once
 * they are durable.
 */
final class StorageReceipts {
    /** A part of the window that is worth a message of its own. */
    private static final int ACKNOWLEDGE_BYTES = ReplicationLimits.STORAGE_WINDOW_BYTES / 4;

    private final Journal storage;
    private final int channel;
    private final Consumer<SyncEffect> effects;
    private final ReplicationDestination destination;

    /** Layers that are not on disk yet. */
    private final Set<ReceivedLayer> unflushed = Collections.newSetFromMap(new IdentityHashMap<>());

    private boolean placing;
    private long acknowledgedBytes;
    private long acknowledgedLsn;

    /**
     * @param channel its number
     */
    StorageReceipts(
            Journal storage,
            int channel,
            ReplicationDestination.Sink sink,
            Consumer<SyncEffect> effects) {
        this.storage = storage;
        this.channel = channel;
        this.effects = effects;
        this.destination =
                new ReplicationDestination(
                        JournalKind.STORAGE,
                        ReplicationLimits.STORAGE_ENTRY_BYTES_MAX,
                        ReplicationLimits.STORAGE_WINDOW_BYTES,
                        sink);
    }

    /** Whether the journal here is not the one that is spoken of, as long as it is put in place. */
    void placing(boolean now) {
        placing = now;
    }

    /**
     * @throws sqlsync.codec.MalformedException if it is not what comes next
     */
    void received(byte[] bytes) {
        destination.received(bytes);
        acknowledge(ACKNOWLEDGE_BYTES);
    }

    /** A layer was appended. */
    void appended(ReceivedLayer layer) {
        unflushed.add(layer);
    }

    /** A batch is on disk, and with it these layers, whatever channel brought them. */
    void written(Iterable<ReceivedLayer> layers) {
        for (ReceivedLayer layer : layers) {
            if (unflushed.remove(layer)) {
                effects.accept(new SyncEffect.Worked());
                destination.release(layer.bytes());
            }
        }
        acknowledge(storage.durableRange().last() > acknowledgedLsn ? 0 : ACKNOWLEDGE_BYTES);
    }

    /** A fold is on disk. */
    void finished() {
        effects.accept(new SyncEffect.Worked());
        acknowledge(0);
    }

    void release(int bytes) {
        destination.release(bytes);
        acknowledge(ACKNOWLEDGE_BYTES);
    }

    private void acknowledge(int atLeast) {
        long taken = destination.taken();
        if (atLeast == 0 || taken - acknowledgedBytes >= atLeast) {
            acknowledgedBytes = taken;
            acknowledgedLsn = placing ? 0 : storage.durableRange().last();
            effects.accept(
                    new SyncEffect.Send(new Message.Acknowledge(channel, taken, acknowledgedLsn)));
        }
    }
}
