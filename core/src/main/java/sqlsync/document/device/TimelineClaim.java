package sqlsync.document.device;

import sqlsync.journal.DocumentLog;
import sqlsync.replication.Message;

/** Checks whether the timeline of this device is the one that the coordinator knows by its id. */
final class TimelineClaim {
    private final DocumentLog log;
    private final DeviceNotes notes;
    private final UnsettledMutations mutations;
    private final SyncedContent content;

    TimelineClaim(SyncedState state, SyncedContent content) {
        this.log = state.log();
        this.notes = state.notes();
        this.mutations = state.mutations();
        this.content = content;
    }

    /** Whether the coordinator has of this timeline what this device has. */
    boolean isOurs(Message.Welcome welcome) {
        long cursor = welcome.cursor();
        if (cursor > log.timeline().durableRange().last()) {
            return false;
        }
        String theirs = welcome.cursorMutation();
        if (cursor == 0 || theirs == null || theirs.isEmpty()) {
            return true;
        }
        Unsettled here = mutations.at(cursor);
        DeviceState state = notes.state();
        String ours =
                here != null
                        ? here.mutation.id()
                        : cursor == state.settled() ? state.settledMutation() : null;
        return ours == null || ours.equals(theirs);
    }

    /**
     * LSN of the first mutation waiting to be settled that another user made; {@link
     * Long#MAX_VALUE} where there is none.
     *
     * @param user as the coordinator knows who is signed in, or null
     */
    long firstOfAnother(String user) {
        for (Unsettled each : mutations.all()) {
            if (each.isOfAnother(user)) {
                return each.lsn;
            }
        }
        return Long.MAX_VALUE;
    }

    /** Somebody else goes on with the same timeline: a copied profile, or a newer one. */
    void fork() {
        mutations.fork();
        notes.forked();
        content.forked();
    }

    /**
     * What the coordinator said of a mutation that is not settled here counts; else it is old.
     * Returns whether there is something to be flushed.
     */
    boolean refused(Message.Rejection rejection) {
        Unsettled mutation = mutations.at(rejection.lsn());
        if (mutation == null
                || rejection.lsn() <= notes.state().settled()
                || notes.state().refusals().containsKey(mutation.mutation.id())) {
            return false;
        }
        notes.refused(
                new DeviceState.Refusal(
                        mutation.mutation,
                        rejection.lsn(),
                        rejection.storageLsn(),
                        rejection.reason() == null ? rejection.code() : rejection.reason(),
                        rejection.message(),
                        false));
        return true;
    }
}
