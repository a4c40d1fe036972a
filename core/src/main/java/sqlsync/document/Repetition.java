package sqlsync.document;

import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;

/** A mutation that was sent before is answered as it was then, once that answer is on disk. */
public final class Repetition {
    private Repetition() {}

    public static void answer(
            Sessions sessions,
            CommitQueue commits,
            MutationRequest request,
            MutationListener listener) {
        Outcome outcome = sessions.outcome(request.session(), request.sequence());
        if (outcome instanceof Outcome.Accepted accepted) {
            listener.applied(accepted.results());
            commits.flush(
                    new DocumentCompletion<>() {
                        @Override
                        public void succeeded(Void nothing) {
                            listener.durable();
                        }

                        @Override
                        public void failed(SqlSyncException failure) {
                            listener.failed(failure);
                        }
                    });
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
}
