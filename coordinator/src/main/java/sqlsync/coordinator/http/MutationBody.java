package sqlsync.coordinator.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sqlsync.SqlSyncException;
import sqlsync.timeline.Mutation;

/**
 * The body of a POST: {@code {"id": "<session>-<number>", "reducer": name, "create": boolean,
 * "calls": [{"name", "args"}]}}.
 *
 * @param session 22 characters of base58, which the sender made up and keeps
 * @param sequence from 1, ascending in its session
 * @param reducer name of the document's type, or null
 */
record MutationBody(
        String session, long sequence, String reducer, boolean create, List<Mutation.Call> calls) {
    private static final int CALLS_MAX = 1_000;
    private static final Pattern ID =
            Pattern.compile("([1-9A-HJ-NP-Za-km-z]{22})-([1-9][0-9]{0,14})");

    /**
     * @throws SqlSyncException {@code invalid-argument}
     */
    static MutationBody parse(byte[] body) {
        try {
            return parse(JsonParser.parseString(new String(body, StandardCharsets.UTF_8)));
        } catch (JsonParseException
                | IllegalStateException
                | UnsupportedOperationException
                | ClassCastException malformed) {
            throw JsonValues.invalid(
                    "The body is not {\"id\", \"calls\": [{\"name\", \"args\"}]} in JSON.");
        }
    }

    private static MutationBody parse(JsonElement json) {
        JsonObject object = json.getAsJsonObject();
        Matcher id = ID.matcher(object.has("id") ? object.get("id").getAsString() : "");
        if (!id.matches()) {
            throw JsonValues.invalid(
                    "The id is a session of 22 base58 characters, \"-\", and a number from 1 that"
                            + " ascends in it.");
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
                            arguments == null ? "" : arguments.toString()));
        }
        return new MutationBody(
                id.group(1),
                Long.parseLong(id.group(2)),
                object.has("reducer") ? object.get("reducer").getAsString() : null,
                object.has("create") && object.get("create").getAsBoolean(),
                parsed);
    }
}
