package sqlsync.coordinator.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import sqlsync.Limits;
import sqlsync.SqlSyncException;
import sqlsync.timeline.Mutation;

/**
 * The body of a POST: {@code {"id", "reducer": name, "create": boolean, "calls": [{"name",
 * "args"}]}}.
 *
 * @param id chosen by the sender, who sends it again where there was no answer
 * @param reducer name of the document's type, or null
 */
record MutationBody(String id, String reducer, boolean create, List<Mutation.Call> calls) {
    /** The body, its calls, a call, and one beyond, of which a sentence of its own is said. */
    private static final int LEVELS_MAX = 3 + Limits.DEPTH_MAX + 1;

    /**
     * @throws SqlSyncException {@code invalid-argument}
     */
    static MutationBody parse(byte[] body) {
        try {
            return parse(JsonValues.parse(new String(body, StandardCharsets.UTF_8), LEVELS_MAX));
        } catch (JsonParseException
                | IllegalStateException
                | UnsupportedOperationException
                | ClassCastException
                | NumberFormatException malformed) {
            throw JsonValues.invalid(
                    "The body is not {\"id\", \"calls\": [{\"name\", \"args\"}]} in JSON with args of"
                            + " at most "
                            + Limits.DEPTH_MAX
                            + " levels.");
        }
    }

    private static MutationBody parse(JsonElement json) {
        JsonObject object = json.getAsJsonObject();
        String id = object.has("id") ? object.get("id").getAsString() : "";
        if (id.isEmpty() || id.length() > Limits.POSTED_ID_CHARS_MAX) {
            throw JsonValues.invalid(
                    "The id is a text of 1 to "
                            + Limits.POSTED_ID_CHARS_MAX
                            + " characters, another one for each"
                            + " mutation.");
        }
        JsonArray calls = object.has("calls") ? object.getAsJsonArray("calls") : new JsonArray();
        if (calls.isEmpty()) {
            throw JsonValues.invalid("A mutation has a call, or more.");
        }
        List<Mutation.Call> parsed = new ArrayList<>();
        for (JsonElement each : calls) {
            JsonObject call = each.getAsJsonObject();
            if (!call.has("name")) {
                throw JsonValues.invalid("A call has a name.");
            }
            JsonElement arguments = call.get("args");
            parsed.add(
                    new Mutation.Call(
                            call.get("name").getAsString(),
                            arguments == null ? "" : JsonValues.arguments(arguments).toString()));
        }
        return new MutationBody(
                id,
                object.has("reducer") ? object.get("reducer").getAsString() : null,
                object.has("create") && object.get("create").getAsBoolean(),
                parsed);
    }
}
