package sqlsync.document;

import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.journal.DocumentLog;
import sqlsync.reducer.Reducer;
import sqlsync.storage.Pages;
import sqlsync.timeline.Mutation;

/**
 * A document that pages of this device write to. Each mutation belongs to a page session and has a
 * sequence in it: one that is sent again does not take effect again, and is answered as it was.
 */
public abstract class SessionDocument extends OpenDocument implements Document {
    protected final Sessions sessions;
    private long mutations;

    protected SessionDocument(
            String id,
            DocumentServices services,
            DocumentLog log,
            Pages pages,
            Sessions sessions,
            Reducer reducer) {
        super(id, services, log, pages, reducer);
        this.sessions = sessions;
    }

    protected abstract CommitQueue commits();

    /**
     * Applies a mutation at once, unless it was sent before.
     *
     * @param user whom it is by, or null
     * @param claims of theirs, as the coordinator said them, or null
     * @return whether it took effect
     */
    protected final boolean apply(
            MutationRequest request, String user, String claims, MutationListener listener) {
        sessions.acknowledged(request.session(), request.acknowledged());
        if (request.sequence() <= sessions.highest(request.session())) {
            answerAgain(request, listener);
            return false;
        }
        SqlSyncException tooLarge = MutationSize.refusal(request.calls());
        if (tooLarge != null) {
            listener.failed(tooLarge);
            return false;
        }
        Mutation mutation =
                new Mutation(
                        request.session(),
                        request.sequence(),
                        user,
                        claims,
                        services.clock().now(),
                        services.randomness().bits64(),
                        reducer.schemaVersion(),
                        request.calls());
        Outcome outcome = runner.run(reducer, mutation, request.millisMax());
        Sessions.Entry entry = new Sessions.Entry(request.session(), request.sequence(), outcome);
        if (outcome instanceof Outcome.Accepted accepted) {
            mutations++;
            applied(mutation);
            commits().add(entry, listener);
            listener.applied(accepted.results());
            return true;
        }
        if (outcome instanceof Outcome.Rejected rejected) {
            commits().carry(entry);
            listener.failed(rejected.toException());
        }
        return false;
    }

    /** A mutation took effect; it becomes part of the batch that gathers. */
    protected void applied(Mutation mutation) {}

    /** A mutation that was sent before is answered as it was then, once that answer is on disk. */
    private void answerAgain(MutationRequest request, MutationListener listener) {
        Outcome outcome = sessions.outcome(request.session(), request.sequence());
        if (outcome instanceof Outcome.Accepted accepted) {
            listener.applied(accepted.results());
            commits().flush(listener);
        } else if (outcome instanceof Outcome.Rejected rejected) {
            listener.failed(rejected.toException());
        } else {
            listener.failed(
                    new SqlSyncException(
                            ErrorCode.INVALID_ARGUMENT,
                            "Mutation "
                                    + request.sequence()
                                    + " came after a later one of the same page session."));
        }
    }

    @Override
    public int unflushed() {
        return commits().unflushed();
    }

    @Override
    public long mutations() {
        return mutations;
    }

    @Override
    public void sessionEnded(String session) {
        sessions.forget(session);
    }

    @Override
    public void retainSessions(Iterable<String> live) {
        sessions.retain(live);
    }

    @Override
    public byte[] export() {
        return DatabaseFile.of(pages);
    }

    @Override
    public Pages pages() {
        return pages;
    }

    @Override
    public DocumentLog log() {
        return log;
    }
}
