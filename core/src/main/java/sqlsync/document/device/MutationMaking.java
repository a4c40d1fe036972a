package sqlsync.document.device;

import sqlsync.SqlSyncException;
import sqlsync.document.CommitQueue;
import sqlsync.document.DocumentServices;
import sqlsync.document.MutationListener;
import sqlsync.document.MutationRequest;
import sqlsync.document.MutationRunner;
import sqlsync.document.MutationSize;
import sqlsync.document.Outcome;
import sqlsync.document.Repetition;
import sqlsync.document.Sessions;
import sqlsync.reducer.Reducer;
import sqlsync.timeline.Mutation;
import sqlsync.timeline.MutationCodec;

/** Mutations of this device: run once, and appended to the timeline where they succeed. */
final class MutationMaking {
    private final SyncedState state;
    private final DocumentServices services;
    private final MutationRunner runner;
    private final SyncedContent content;
    private final CommitQueue commits;
    private long made;

    MutationMaking(
            SyncedState state,
            DocumentServices services,
            MutationRunner runner,
            SyncedContent content,
            CommitQueue commits) {
        this.state = state;
        this.services = services;
        this.runner = runner;
        this.content = content;
        this.commits = commits;
    }

    /** Mutations that took effect since the document was opened. */
    long made() {
        return made;
    }

    /** Applies a mutation at once, unless it was sent before. Returns whether it took effect. */
    boolean make(MutationRequest request, Reducer reducer, MutationListener told) {
        Sessions sessions = state.sessions();
        sessions.acknowledged(request.session(), request.acknowledged());
        if (request.sequence() <= sessions.highest(request.session())) {
            Repetition.answer(sessions, commits, request, told);
            return false;
        }
        SqlSyncException tooLarge = MutationSize.refusal(request.calls());
        if (tooLarge != null) {
            told.failed(tooLarge);
            return false;
        }
        DeviceState device = state.notes().state();
        Mutation mutation =
                new Mutation(
                        request.session(),
                        request.sequence(),
                        device.met() ? device.user() : request.user(),
                        services.clock().now(),
                        services.randomness().bits64(),
                        reducer.schemaVersion(),
                        request.calls());
        byte[] encoded = MutationCodec.encode(mutation);
        Outcome outcome = runner.run(reducer, mutation, request.millisMax());
        Sessions.Entry entry = new Sessions.Entry(request.session(), request.sequence(), outcome);
        if (outcome instanceof Outcome.Accepted accepted) {
            made++;
            state.mutations().add(mutation, encoded);
            content.changed();
            commits.add(entry, told);
            told.applied(accepted.results());
            return true;
        }
        if (outcome instanceof Outcome.Rejected rejected) {
            commits.carry(entry);
            told.failed(rejected.toException());
        }
        return false;
    }
}
