package sqlsync.document.device;

import sqlsync.timeline.Mutation;

/** A mutation of this device that no coordinator has settled. */
final class Unsettled {
    final Mutation mutation;

    /** Bytes of its encoding. */
    final int bytes;

    /** Moves on with every mutation, also over forks of the timeline. */
    final long ordinal;

    /** In the timeline that there is. */
    long lsn;

    /** In the timeline before, while a fork is not on disk yet; 0 else. */
    long lsnBefore;

    /** It failed in the newest replay. */
    boolean parked;

    Unsettled(Mutation mutation, int bytes, long ordinal, long lsn) {
        this.mutation = mutation;
        this.bytes = bytes;
        this.ordinal = ordinal;
        this.lsn = lsn;
    }

    /**
     * Whether another user made it than {@code user}. A coordinator without users has nobody to
     * take it for.
     */
    boolean isOfAnother(String user) {
        return user != null && mutation.user() != null && !mutation.user().equals(user);
    }
}
