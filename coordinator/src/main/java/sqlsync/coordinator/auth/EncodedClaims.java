package sqlsync.coordinator.auth;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Map;
import sqlsync.Limits;

/**
 * Claims as an encoded value, as arguments of mutations are: JSON in which an object of a single
 * key that begins with "$" has one "$" more, and an integer beyond 2^53 is a bigint.
 */
final class EncodedClaims {
    private static final long SAFE_INTEGER_MAX = (1L << 53) - 1;

    private EncodedClaims() {}

    static String of(Map<String, Object> claims) {
        return encoded(claims, 0).toString();
    }

    private static JsonElement encoded(Object claim, int depth) {
        if (depth > Limits.DEPTH_MAX) {
            throw new RefusedException("The token's claims lie too deep.");
        }
        if (claim instanceof Map<?, ?> members) {
            JsonObject object = new JsonObject();
            members.forEach(
                    (name, value) -> {
                        boolean tag = members.size() == 1 && name.toString().startsWith("$");
                        object.add(tag ? "$" + name : name.toString(), encoded(value, depth + 1));
                    });
            return object;
        }
        if (claim instanceof List<?> items) {
            JsonArray array = new JsonArray();
            items.forEach(each -> array.add(encoded(each, depth + 1)));
            return array;
        }
        if (claim instanceof Long number && Math.abs(number) > SAFE_INTEGER_MAX) {
            JsonObject bigint = new JsonObject();
            bigint.addProperty("$bigint", number.toString());
            return bigint;
        }
        if (claim instanceof Number number) {
            return new JsonPrimitive(number);
        }
        if (claim instanceof Boolean truth) {
            return new JsonPrimitive(truth);
        }
        return claim == null ? JsonNull.INSTANCE : new JsonPrimitive(claim.toString());
    }
}
