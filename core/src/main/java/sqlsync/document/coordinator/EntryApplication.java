package sqlsync.document.coordinator;

import sqlsync.ErrorCode;
import sqlsync.codec.ByteReader;
import sqlsync.codec.MalformedException;
import sqlsync.document.MutationRunner;
import sqlsync.document.Outcome;
import sqlsync.journal.Entry;
import sqlsync.reducer.Reducer;
import sqlsync.replication.Message;
import sqlsync.replication.MessageCodec;
import sqlsync.replication.ReplicationLimits;
import sqlsync.timeline.Mutation;
import sqlsync.timeline.MutationCodec;

/**
 * Applies entries of timelines, each once.
 *
 * <p>An entry that cannot be decoded, is out of order, or throws is settled as rejected: no entry
 * of one device stops those of another.
 */
final class EntryApplication {
    /** Reason of a mutation whose bytes are none. */
    static final String MALFORMED = "malformed";

    /** Reason of a mutation that comes after a later one of its page session. */
    static final String OUT_OF_ORDER = "out-of-order";

    /** A coordinator bounds the whole reducer, not its statements. */
    private static final int NO_LIMIT = 0;

    private final MutationRunner runner;
    private final CoordinatorCommits commits;
    private final CoordinatorNotes notes;
    private long accepted;
    private long rejected;
    private long duplicates;

    EntryApplication(MutationRunner runner, CoordinatorCommits commits, CoordinatorNotes notes) {
        this.runner = runner;
        this.commits = commits;
        this.notes = notes;
    }

    /** Settles the next entry of a channel, or holds it. Returns whether it was settled. */
    boolean next(CoordinatorChannel channel, Reducer reducer) {
        Entry entry = channel.next();
        KnownTimeline timeline = channel.timeline;
        if (!timeline.mayReject(commits.refusalsGathered())) {
            return false;
        }
        if (MutationCodec.isNewer(entry.array(), entry.offset(), entry.length())) {
            channel.hold("incompatible", "The mutation has a format that is not known here yet.");
            return false;
        }
        Mutation mutation;
        try {
            mutation = decode(entry, channel.user, channel.claims);
        } catch (MalformedException malformed) {
            settle(timeline, entry.first(), "", malformed(malformed));
            channel.applied();
            return true;
        }
        if (channel.writes && isHeld(channel, reducer, mutation)) {
            return false;
        }
        String key = RecentSessions.key(channel.user, mutation.session());
        if (notes.recent().settled(key, mutation.sequence())) {
            duplicates++;
            commits.settle(timeline, entry.first(), mutation.id());
        } else {
            Outcome outcome =
                    notes.recent().skipped(key, mutation.sequence())
                            ? outOfOrder(mutation)
                            : channel.writes ? run(reducer, mutation) : readOnly();
            settle(timeline, entry.first(), mutation.id(), outcome);
            commits.record(notes.recent().after(key, mutation.sequence()));
        }
        channel.applied();
        return true;
    }

    /** Runs a mutation, and counts it. */
    Outcome run(Reducer reducer, Mutation mutation) {
        Outcome outcome = runner.run(reducer, mutation, NO_LIMIT);
        if (outcome instanceof Outcome.Accepted) {
            accepted++;
        }
        return outcome;
    }

    private void settle(KnownTimeline timeline, long lsn, String mutationId, Outcome outcome) {
        commits.settle(timeline, lsn, mutationId);
        if (outcome instanceof Outcome.Rejected refusal) {
            rejected++;
            commits.refuse(
                    timeline,
                    new Message.Rejection(
                            lsn,
                            0,
                            mutationId,
                            refusal.code().text(),
                            refusal.reason() == null ? null : MessageCodec.cut(refusal.reason()),
                            MessageCodec.cut(refusal.message())));
        }
    }

    private static Outcome malformed(MalformedException malformed) {
        return new Outcome.Rejected(
                ErrorCode.MUTATION_REJECTED,
                MALFORMED,
                "The mutation can't be read: " + malformed.getMessage());
    }

    /** The user's right may have been taken away since it was made. */
    private static Outcome readOnly() {
        return new Outcome.Rejected(
                ErrorCode.READ_ONLY, null, "This user may only read the document.");
    }

    /** It was never here, and what was made after it has taken effect without it. */
    private static Outcome outOfOrder(Mutation mutation) {
        return new Outcome.Rejected(
                ErrorCode.MUTATION_REJECTED,
                OUT_OF_ORDER,
                "Mutation "
                        + mutation.sequence()
                        + " came after a later one of the same page session. Make it again.");
    }

    /** User and claims of a mutation are those of who sends it, whatever it says itself. */
    private static Mutation decode(Entry entry, String user, String claims) {
        ByteReader in = new ByteReader(entry.array(), entry.offset(), entry.length());
        Mutation read = MutationCodec.decode(in);
        if (read.id().length() > ReplicationLimits.NAME_CHARS_MAX || read.sequence() < 1) {
            throw new MalformedException("its id is out of range");
        }
        return new Mutation(
                read.session(),
                read.sequence(),
                user,
                claims,
                read.timestamp(),
                read.seed(),
                read.schemaVersion(),
                read.calls());
    }

    private static boolean isHeld(CoordinatorChannel channel, Reducer reducer, Mutation mutation) {
        if (mutation.schemaVersion() > reducer.schemaVersion()) {
            channel.hold(
                    "incompatible",
                    "The mutation was made at schema version "
                            + mutation.schemaVersion()
                            + "; the coordinator is at "
                            + reducer.schemaVersion()
                            + ".");
            return true;
        }
        for (Mutation.Call call : mutation.calls()) {
            if (!reducer.hasMutation(call.name())) {
                channel.hold(
                        "unknown-mutation",
                        "The coordinator's reducer has no mutation \"" + call.name() + "\".");
                return true;
            }
        }
        return false;
    }

    long accepted() {
        return accepted;
    }

    long rejected() {
        return rejected;
    }

    long duplicates() {
        return duplicates;
    }
}
