package sqlsync.coordinator.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.math.BigDecimal;
import java.util.Base64;
import sqlsync.codec.Surrogates;
import sqlsync.sqlite.ParameterSource;
import sqlsync.sqlite.Statement;

/**
 * Parameters as JSON: an array, an object by name, or null for none; its values as in {@link
 * JsonValues}.
 */
final class JsonParameters implements ParameterSource {
    /** Null for what is neither. */
    private final JsonArray values;

    private final String[] names;

    /**
     * @param given null, too, for none
     */
    JsonParameters(JsonElement given) {
        if (given != null && given.isJsonObject()) {
            JsonObject fields = given.getAsJsonObject();
            names = fields.keySet().toArray(new String[0]);
            values = new JsonArray(names.length);
            fields.asMap().values().forEach(values::add);
            return;
        }
        names = null;
        if (given == null || given.isJsonNull()) {
            values = new JsonArray();
        } else {
            values = given.isJsonArray() ? given.getAsJsonArray() : null;
        }
    }

    @Override
    public int count() {
        return values == null ? NO_PARAMETERS : values.size();
    }

    @Override
    public String[] names() {
        return names;
    }

    @Override
    public String bind(Statement statement, int index, int place) {
        JsonElement value = values.get(place);
        if (value.isJsonNull()) {
            statement.bindNull(index);
            return null;
        }
        if (value.isJsonObject()) {
            return bindTagged(statement, index, value.getAsJsonObject());
        }
        if (!value.isJsonPrimitive()) {
            return "an array";
        }
        if (value.getAsJsonPrimitive().isString()) {
            return bindText(statement, index, value.getAsString());
        }
        if (value.getAsJsonPrimitive().isBoolean()) {
            statement.bindInt(index, value.getAsBoolean() ? 1 : 0);
            return null;
        }
        return bindNumber(statement, index, value);
    }

    private static String bindText(Statement statement, int index, String text) {
        if (!Surrogates.arePaired(text)) {
            return "a string with half a surrogate pair";
        }
        statement.bindText(index, text);
        return null;
    }

    private static String bindNumber(Statement statement, int index, JsonElement value) {
        BigDecimal number;
        try {
            number = value.getAsBigDecimal();
        } catch (NumberFormatException beyond) {
            // JSON allows exponents that no number of any kind here has.
            return "a number beyond all limits";
        }
        if (JsonValues.isLong(number)) {
            statement.bindLong(index, number.longValueExact());
            return null;
        }
        double rounded = number.doubleValue();
        if (Double.isInfinite(rounded)) {
            return "a number that is too large";
        }
        statement.bindDouble(index, rounded);
        return null;
    }

    private static String bindTagged(Statement statement, int index, JsonObject value) {
        try {
            if (value.size() == 1 && value.has("$bytes")) {
                statement.bindBlob(
                        index, Base64.getDecoder().decode(value.get("$bytes").getAsString()));
                return null;
            }
            if (value.size() == 1 && value.has("$bigint")) {
                statement.bindLong(index, Long.parseLong(value.get("$bigint").getAsString()));
                return null;
            }
        } catch (IllegalArgumentException
                | IllegalStateException
                | UnsupportedOperationException malformed) {
            return value.has("$bytes")
                    ? "{\"$bytes\"} without base64 in a string"
                    : "{\"$bigint\"} without an integer of 64 bits in a string";
        }
        return "an object";
    }
}
