package sqlsync.document.coordinator;

import java.util.List;
import sqlsync.ErrorCode;
import sqlsync.Limits;
import sqlsync.SqlSyncException;
import sqlsync.document.DocumentServices;
import sqlsync.document.MutationSize;
import sqlsync.document.Outcome;
import sqlsync.platform.Completion;
import sqlsync.reducer.Reducer;
import sqlsync.reducer.UnknownMutation;
import sqlsync.timeline.Mutation;

/** Mutations that servers post over HTTP. They have no timeline; their ids tell them apart. */
final class PostedMutations {
    /** Results that are longer together are not kept for who asks again. */
    private static final int RESULT_CHARS_MAX = 4096;

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final DocumentServices services;
    private final CoordinatorCommits commits;
    private final CoordinatorNotes notes;
    private final EntryApplication application;

    PostedMutations(
            DocumentServices services,
            CoordinatorCommits commits,
            CoordinatorNotes notes,
            EntryApplication application) {
        this.services = services;
        this.commits = commits;
        this.notes = notes;
        this.application = application;
    }

    void mutate(
            Reducer reducer,
            String user,
            String claims,
            String id,
            List<Mutation.Call> calls,
            Completion<List<String>, SqlSyncException> done) {
        SqlSyncException refusal = refusal(reducer, id, calls);
        if (refusal != null) {
            done.failed(refusal);
            return;
        }
        // A page session has no such name: its characters are those of base58.
        String key = RecentSessions.key(user, "post:" + id);
        RecentSessions.Note known = notes.recent().get(key);
        if (known != null && known.outcome() == null) {
            done.failed(
                    new SqlSyncException(
                            ErrorCode.INVALID_ARGUMENT,
                            "The id \"" + id + "\" is in use by a device. Choose another one."));
            return;
        }
        long body = hash(calls);
        if (known != null && known.body() != 0 && known.body() != body) {
            done.failed(
                    new SqlSyncException(
                            ErrorCode.ALREADY_EXISTS,
                            "The id \""
                                    + id
                                    + "\" was sent before with other calls. Choose another id for"
                                    + " another mutation."));
            return;
        }
        if (known != null) {
            whenDurable(known.outcome(), done);
            return;
        }
        Outcome outcome =
                application.run(
                        reducer,
                        new Mutation(
                                id,
                                1,
                                user,
                                claims,
                                services.clock().now(),
                                services.randomness().bits64(),
                                reducer.schemaVersion(),
                                calls));
        commits.record(new RecentSessions.Note(key, 1, kept(outcome), body, SkippedSequences.NONE));
        whenDurable(outcome, done);
    }

    /**
     * Tells one mutation from another by mistake, not by intent: 64 bits of FNV-1a over names and
     * arguments. Never 0.
     */
    private static long hash(List<Mutation.Call> calls) {
        long hash = FNV_OFFSET;
        for (Mutation.Call call : calls) {
            hash = hash(hash(hash, call.name()), call.arguments());
        }
        return hash == 0 ? 1 : hash;
    }

    private static long hash(long before, String text) {
        long hash = (before ^ text.length()) * FNV_PRIME;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }

    private static SqlSyncException refusal(Reducer reducer, String id, List<Mutation.Call> calls) {
        if (id.isEmpty() || id.length() > Limits.POSTED_ID_CHARS_MAX || calls.isEmpty()) {
            return new SqlSyncException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A mutation needs an id of 1 to "
                            + Limits.POSTED_ID_CHARS_MAX
                            + " characters, and a call.");
        }
        for (Mutation.Call call : calls) {
            if (!reducer.hasMutation(call.name())) {
                return new SqlSyncException(
                        ErrorCode.UNKNOWN_MUTATION, UnknownMutation.message(reducer, call.name()));
            }
        }
        return MutationSize.refusal(calls);
    }

    private static Outcome kept(Outcome outcome) {
        if (outcome instanceof Outcome.Accepted accepted) {
            int chars = 0;
            for (String result : accepted.results()) {
                chars += result.length();
            }
            return chars > RESULT_CHARS_MAX ? new Outcome.Accepted(List.of()) : outcome;
        }
        return outcome;
    }

    private void whenDurable(Outcome outcome, Completion<List<String>, SqlSyncException> done) {
        commits.flush(
                done.after(
                        ignored -> {
                            if (outcome instanceof Outcome.Rejected rejected) {
                                done.failed(rejected.toException());
                            } else if (outcome instanceof Outcome.Accepted accepted) {
                                done.succeeded(accepted.results());
                            }
                        }));
    }
}
