package sqlsync.coordinator.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.coordinator.document.Use;
import sqlsync.document.CoordinatorDocument;
import sqlsync.document.DocumentCompletion;

/** Applies one mutation and answers with its results when it is on disk. */
final class MutationUse implements Use, DocumentCompletion<List<String>> {
    private final MutationBody body;
    private final String user;
    private final JsonAnswer answer;
    private Lease lease;

    MutationUse(MutationBody body, String user, JsonAnswer answer) {
        this.body = body;
        this.user = user;
        this.answer = answer;
    }

    @Override
    public void opened(CoordinatorDocument document, Lease held) {
        lease = held;
        document.mutate(user, body.id(), body.calls(), this);
    }

    @Override
    public void succeeded(List<String> results) {
        lease.release();
        JsonArray array = new JsonArray();
        for (String result : results) {
            array.add(result.isEmpty() ? JsonNull.INSTANCE : JsonParser.parseString(result));
        }
        JsonObject object = new JsonObject();
        object.add("results", array);
        answer.send(object);
    }

    @Override
    public void failed(SqlSyncException why) {
        if (lease != null) {
            lease.release();
        }
        answer.fail(why);
    }

    @Override
    public void lost() {
        answer.fail(
                new SqlSyncException(
                        ErrorCode.STORAGE_UNAVAILABLE,
                        "The document had to be closed. Send the mutation again, with its id."));
    }
}
