package sqlsync.coordinator.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSyntaxException;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import sqlsync.ErrorCode;
import sqlsync.Limits;
import sqlsync.SqlSyncException;
import sqlsync.sqlite.ColumnType;
import sqlsync.sqlite.Statement;

/**
 * SQLite's values as JSON: {@code {"$bytes": base64}} is a blob, {@code {"$bigint": digits}} an
 * integer beyond 2^53, as in the arguments of mutations.
 */
final class JsonValues {
    private static final long SAFE_INTEGER_MAX = (1L << 53) - 1;

    private JsonValues() {}

    /**
     * Parses a text.
     *
     * @param levelsMax objects and arrays within each other
     * @throws com.google.gson.JsonParseException where it is not JSON, or is deeper
     */
    static JsonElement parse(String json, int levelsMax) {
        JsonReader reader = new JsonReader(new StringReader(json));
        reader.setNestingLimit(levelsMax);
        JsonElement parsed = JsonParser.parseReader(reader);
        try {
            if (!parsed.isJsonNull() && reader.peek() != JsonToken.END_DOCUMENT) {
                throw new JsonSyntaxException("There is more behind it.");
            }
        } catch (IOException malformed) {
            throw new JsonSyntaxException(malformed);
        }
        return parsed;
    }

    /**
     * Whether it is integral and fits into 64 bits; of those beyond 2^53 only where all digits are
     * written out.
     */
    static boolean isLong(BigDecimal number) {
        if (number.signum() == 0) {
            return true;
        }
        // Before anything makes all the digits of 1e999999999.
        if ((long) number.precision() - number.scale() > 19
                || number.stripTrailingZeros().scale() > 0) {
            return false;
        }
        BigInteger integer = number.toBigIntegerExact();
        boolean safe = integer.bitLength() <= 53;
        return safe || number.scale() == 0 && integer.bitLength() <= 63;
    }

    /**
     * The arguments of a mutation as its journal has them: integers beyond 2^53, which JSON in
     * JavaScript rounds, become bigints.
     *
     * @throws SqlSyncException {@code invalid-argument} where a number has no value, or something
     *     lies too deep
     */
    static JsonElement arguments(JsonElement json) {
        return arguments(json, 0);
    }

    private static JsonElement arguments(JsonElement json, int depth) {
        if (!json.isJsonPrimitive() && !json.isJsonNull()) {
            checkDepth(depth);
        }
        if (json.isJsonArray()) {
            JsonArray array = new JsonArray();
            json.getAsJsonArray().forEach(each -> array.add(arguments(each, depth + 1)));
            return array;
        }
        if (json.isJsonObject()) {
            JsonObject object = new JsonObject();
            json.getAsJsonObject()
                    .entrySet()
                    .forEach(
                            each ->
                                    object.add(
                                            each.getKey(), arguments(each.getValue(), depth + 1)));
            return object;
        }
        if (!json.isJsonPrimitive() || !json.getAsJsonPrimitive().isNumber()) {
            return json;
        }
        String digits = json.getAsString();
        if (Double.isInfinite(Double.parseDouble(digits))) {
            throw invalid("The number " + digits + " is too large.");
        }
        boolean integral = digits.chars().allMatch(c -> c == '-' || Character.isDigit(c));
        boolean safe = !integral || new BigInteger(digits).bitLength() <= 53;
        if (safe) {
            return json;
        }
        checkDepth(depth);
        return tagged("$bigint", digits);
    }

    private static void checkDepth(int depth) {
        if (depth == Limits.DEPTH_MAX) {
            throw invalid("The args lie deeper than " + Limits.DEPTH_MAX + " levels.");
        }
    }

    /** The value of a column of the row that a statement stands on. */
    static JsonElement column(Statement statement, int column) {
        return switch (statement.columnType(column)) {
            case ColumnType.INTEGER -> integer(statement.columnLong(column));
            case ColumnType.REAL -> real(statement.columnDouble(column));
            case ColumnType.TEXT -> new JsonPrimitive(statement.columnText(column));
            case ColumnType.BLOB -> {
                byte[] blob = statement.columnBlob(column);
                yield tagged("$bytes", Base64.getEncoder().encodeToString(blob));
            }
            default -> JsonNull.INSTANCE;
        };
    }

    private static JsonElement integer(long value) {
        return Math.abs(value) <= SAFE_INTEGER_MAX && value != Long.MIN_VALUE
                ? new JsonPrimitive(value)
                : tagged("$bigint", Long.toString(value));
    }

    /** JSON has no infinity; SQLite's own JSON writes it so. */
    private static JsonElement real(double value) {
        if (Double.isInfinite(value)) {
            return new JsonPrimitive(new BigDecimal(value > 0 ? "9.0e+999" : "-9.0e+999"));
        }
        return new JsonPrimitive(value);
    }

    private static JsonObject tagged(String tag, String content) {
        JsonObject object = new JsonObject();
        object.addProperty(tag, content);
        return object;
    }

    static SqlSyncException invalid(String message) {
        return new SqlSyncException(ErrorCode.INVALID_ARGUMENT, message);
    }
}
