package sqlsync.coordinator.admin;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** The body of a request: one JSON object with members that are texts. */
final class JsonBody {
    static final int BYTES_MAX = 64 << 10;

    private final JsonObject members;

    private JsonBody(JsonObject members) {
        this.members = members;
    }

    /**
     * @param names of the members that there may be
     */
    static JsonBody read(Request request, Set<String> names) throws IOException {
        byte[] bytes;
        try (InputStream in = Content.Source.asInputStream(request)) {
            bytes = in.readNBytes(BYTES_MAX + 1);
        }
        if (bytes.length > BYTES_MAX) {
            throw new AdminException(
                    413, "too-large", "The body has more than " + BYTES_MAX + " bytes.");
        }
        JsonElement body;
        try {
            body = JsonParser.parseString(new String(bytes, StandardCharsets.UTF_8));
        } catch (JsonParseException malformed) {
            throw AdminException.invalid("The body is not JSON.");
        }
        if (!body.isJsonObject() || !names.containsAll(body.getAsJsonObject().keySet())) {
            throw AdminException.invalid(
                    "The body is an object with " + String.join(" and ", names) + ", and no more.");
        }
        return new JsonBody(body.getAsJsonObject());
    }

    /** A text that is not empty; null where it is absent or null. */
    String text(String name, int charsMax) {
        JsonElement value = members.get(name);
        if (value == null || value.isJsonNull()) {
            return null;
        }
        boolean text = value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
        if (!text || value.getAsString().isEmpty() || value.getAsString().length() > charsMax) {
            throw AdminException.invalid(
                    "\"" + name + "\" is a text of 1 to " + charsMax + " characters.");
        }
        return value.getAsString();
    }
}
