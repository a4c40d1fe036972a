package sqlsync.document.device;

import sqlsync.replication.ReplicationSource;

/**
 * The document attached to its coordinator, from ATTACH until that channel is gone.
 *
 * <pre>
 *   ATTACHING --WELCOME--> OPEN ----> TOO_NEW
 *       |                    |           |
 *       '--> FORKING         |           |
 *               '------------+-----------'--> ENDED
 * </pre>
 *
 * <p>What was begun for one attachment and comes back after its end finds it in {@link
 * State#ENDED}, and is of no use, except that a fold which was being finished is on disk.
 */
final class Attachment {
    enum State {
        /** ATTACH was sent. */
        ATTACHING,
        /** The timeline is not the one that the coordinator knows: another one is begun. */
        FORKING,
        /** Both flows go. */
        OPEN,
        /** The coordinator's pages are of a schema that the reducer does not know. */
        TOO_NEW,
        ENDED
    }

    /** Of the channel. */
    final int number;

    private State state = State.ATTACHING;

    // While it is open.

    private ReplicationSource source;
    private IncomingStorage incoming;
    private StorageReceipts receipts;

    Attachment(int number) {
        this.number = number;
    }

    State state() {
        return state;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    void fork() {
        state = State.FORKING;
    }

    void open(ReplicationSource timeline, IncomingStorage storage, StorageReceipts acknowledged) {
        state = State.OPEN;
        source = timeline;
        incoming = storage;
        receipts = acknowledged;
    }

    /** Takes nothing more in. */
    void tooNew() {
        state = State.TOO_NEW;
        if (incoming != null) {
            incoming.stop();
        }
    }

    void end() {
        state = State.ENDED;
        if (source != null) {
            source.stop();
            incoming.stop();
        }
    }

    ReplicationSource source() {
        return source;
    }

    IncomingStorage incoming() {
        return incoming;
    }

    StorageReceipts receipts() {
        return receipts;
    }

    @Override
    public String toString() {
        return "attachment";
    }
}
