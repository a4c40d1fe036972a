package sqlsync.document;

import java.util.List;
import sqlsync.SqlSyncException;
import sqlsync.reducer.Reducer;
import sqlsync.replication.ChannelPeer;
import sqlsync.replication.Message;
import sqlsync.replication.ServerChannel;
import sqlsync.sqlite.Connection;
import sqlsync.timeline.Mutation;

/**
 * A document as its coordinator has it: it orders the mutations of all devices, applies each once,
 * and appends layers to the storage journal that every device follows.
 */
public final class CoordinatorDocument {
    private CoordinatorDocument() {}

    /**
     * Opens a document, and makes it where there is none and {@code create} is true. Fails as
     * {@link LocalDocument#open} does.
     */
    public static void open(
            DocumentServices services,
            String id,
            Reducer reducer,
            boolean create,
            CoordinatorListener listener,
            DocumentCompletion<CoordinatorDocument> done) {
        throw new UnsupportedOperationException();
    }

    public String id() {
        throw new UnsupportedOperationException();
    }

    /**
     * Opens a channel: what it says begins with a {@link Message.Welcome} or {@link
     * Message.Refused}, not before this has returned.
     *
     * @param attach names this document
     * @param user the subject of the token, or null; every mutation of the channel is this user's
     * @param writes whether the user may change the document; else the timeline is {@link
     *     Message.Held}
     */
    public ServerChannel attach(
            Message.Attach attach, String user, boolean writes, ChannelPeer peer) {
        throw new UnsupportedOperationException();
    }

    /**
     * Applies a mutation that came over HTTP. {@code done} is told when it is on disk: one result
     * for each call. The same id again does nothing and answers with an empty list.
     *
     * @param mutationId chosen by the caller: 1 to 128 characters
     */
    public void mutate(
            String user,
            String mutationId,
            List<Mutation.Call> calls,
            DocumentCompletion<List<String>> done) {
        throw new UnsupportedOperationException();
    }

    /**
     * The connection that queries run on. It sees every mutation applied so far, also those that
     * are not on disk yet: {@link #flush} first where that matters. It refuses writes.
     */
    public Connection reader() {
        throw new UnsupportedOperationException();
    }

    /** Waits until everything applied so far is on disk. */
    public void flush(DocumentCompletion<Void> done) {
        throw new UnsupportedOperationException();
    }

    /**
     * Goes on with another reducer of the same name, and with its migrations; timelines that were
     * held are tried again.
     *
     * @throws SqlSyncException if a migration fails; then it goes on with the reducer it had
     */
    public void replaceReducer(Reducer next) {
        throw new UnsupportedOperationException();
    }

    /** Why it is read-only, or null where it is not. */
    public SqlSyncException problem() {
        throw new UnsupportedOperationException();
    }

    public CoordinatorStats stats() {
        throw new UnsupportedOperationException();
    }

    /** Ends all channels with a {@code closed} that may be tried again, flushes and closes. */
    public void close(DocumentCompletion<Void> done) {
        throw new UnsupportedOperationException();
    }
}
