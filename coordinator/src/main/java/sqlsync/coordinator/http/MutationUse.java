package sqlsync.coordinator.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.List;
import sqlsync.ErrorCode;
import sqlsync.Limits;
import sqlsync.SqlSyncException;
import sqlsync.coordinator.auth.Identity;
import sqlsync.coordinator.document.Documents;
import sqlsync.coordinator.document.Use;
import sqlsync.coordinator.log.EventLog;
import sqlsync.coordinator.log.Metrics;
import sqlsync.document.coordinator.CoordinatorDocument;
import sqlsync.platform.Completion;
import sqlsync.sqlite.SqliteTrapException;

/** Applies one mutation and answers with its results when it is on disk. */
final class MutationUse implements Use, Completion<List<String>, SqlSyncException> {
    /** Cut off once where there is little time, and once where SQLite is given up with it. */
    private static final int LOSSES_MAX = 3;

    private final Documents documents;
    private final String documentId;
    private final MutationBody body;
    private final Identity who;
    private final JsonAnswer answer;
    private final Metrics metrics;
    private final long began = System.nanoTime();
    private Lease lease;
    private int losses;

    MutationUse(
            Documents documents,
            String documentId,
            MutationBody body,
            Identity who,
            JsonAnswer answer,
            Metrics metrics) {
        this.documents = documents;
        this.documentId = documentId;
        this.body = body;
        this.who = who;
        this.answer = answer;
        this.metrics = metrics;
    }

    /** Applies it where the document is, and where that is lost, once more: it has an id. */
    void start() {
        documents.use(
                documentId, new Documents.Want(body.reducer(), body.create(), who.user()), this);
    }

    @Override
    public void opened(CoordinatorDocument document, Lease held) {
        lease = held;
        try {
            document.mutate(who.user(), who.claims(), body.id(), body.calls(), this);
        } catch (SqliteTrapException trap) {
            // The document is lost, and says so.
            throw trap;
        } catch (RuntimeException problem) {
            EventLog.atError().setCause(problem).log("problem-of-a-mutation");
            failed(
                    new SqlSyncException(
                            ErrorCode.COORDINATOR_FAILED, "The coordinator failed over this."));
        }
    }

    @Override
    public void succeeded(List<String> results) {
        metrics.settling.since(began);
        lease.release();
        lease = null;
        JsonArray array = new JsonArray();
        for (String result : results) {
            array.add(
                    result.isEmpty()
                            ? JsonNull.INSTANCE
                            : JsonValues.parse(result, Limits.DEPTH_MAX));
        }
        JsonObject object = new JsonObject();
        object.add("results", array);
        answer.send(object);
    }

    @Override
    public void failed(SqlSyncException why) {
        if (lease != null) {
            lease.release();
            lease = null;
        }
        if (why.code() == ErrorCode.CLOSED) {
            lost();
        } else {
            answer.fail(why);
        }
    }

    @Override
    public void lost() {
        lease = null;
        if (++losses < LOSSES_MAX) {
            start();
            return;
        }
        answer.fail(
                new SqlSyncException(
                        ErrorCode.STORAGE_UNAVAILABLE,
                        "The document had to be closed. Send the mutation again, with its id."));
    }
}
