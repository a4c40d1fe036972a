package sqlsync.coordinator.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
    private static final int CALLS_MAX = 1_000;
    private static final int ID_CHARS_MAX = 100;

    /**
     * @throws SqlSyncException {@code invalid-argument}
     */
    static MutationBody parse(byte[] body) {
        try {
            return parse(JsonParser.parseString(new String(body, StandardCharsets.UTF_8)));
        } catch (JsonParseException
                | IllegalStateException
                | UnsupportedOperationException
                | ClassCastException
                | NumberFormatException malformed) {
            throw JsonValues.invalid(
                    "The body is not {\"id\", \"calls\": [{\"name\", \"args\"}]} in JSON.");
        }
    }

    private static MutationBody parse(JsonElement json) {
        JsonObject object = json.getAsJsonObject();
        String id = object.has("id") ? object.get("id").getAsString() : "";
        if (id.isEmpty() || id.length() > ID_CHARS_MAX) {
            throw JsonValues.invalid(
                    "The id is a text of 1 to "
                            + ID_CHARS_MAX
                            + " characters, another one for each"
                            + " mutation.");
        }
        JsonArray calls = object.has("calls") ? object.getAsJsonArray("calls") : new JsonArray();
        if (calls.isEmpty() || calls.size() > CALLS_MAX) {
            throw JsonValues.invalid("A mutation has 1 to " + CALLS_MAX + " calls.");
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
