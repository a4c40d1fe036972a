package sqlsync.worker;

import java.util.List;
import sqlsync.SqlSyncException;
import sqlsync.document.DocumentCompletion;
import sqlsync.timeline.Mutation;

/** What pages ask of a document's coordinator, and are told of it. */
interface Synchronisation {
    /**
     * The part of {@code DocumentStatus} that speaks of it.
     *
     * @param connection as the contract spells it
     * @param problem null where there is none
     * @param lastSyncedAt milliseconds since the epoch, 0 for never
     */
    record Status(
            String connection,
            SqlSyncException problem,
            int pending,
            int parked,
            int heldForUser,
            boolean synced,
            double lastSyncedAt,
            boolean paused) {}

    /**
     * A mutation that is not settled.
     *
     * @param state unsent, sent, parked or held
     */
    record Pending(Mutation mutation, String state) {}

    /** A mutation that was refused, and not dismissed yet. */
    record Rejected(Mutation mutation, String code, String message) {}

    /** Counters since the document was opened; bytes of frames. */
    record Figures(
            double bytesSent,
            double bytesReceived,
            int reconnects,
            int rebases,
            double replayed,
            double timelineBytes) {}

    Status status();

    Figures figures();

    /** Oldest first. */
    List<Pending> pending();

    List<Rejected> rejected();

    void dismiss(String mutationId, DocumentCompletion<Void> done);

    /**
     * Waits until every mutation made so far is settled and visible.
     *
     * @return gives it up: {@code done} is not told then
     */
    Runnable sync(DocumentCompletion<Void> done);

    void connect();

    void disconnect();

    /** Whether the document has seen a mutation of this id that is not its to forget yet. */
    boolean knows(String mutationId);
}
