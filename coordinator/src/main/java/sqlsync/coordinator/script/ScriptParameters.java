package sqlsync.coordinator.script;

import java.math.BigInteger;
import org.graalvm.polyglot.Value;
import sqlsync.sqlite.ParameterSource;
import sqlsync.sqlite.Statement;

/**
 * Values that a script gave to a statement. What each is, {@code sqlite-rows.js} has said, with the
 * same numbers as in the browser.
 */
final class ScriptParameters implements ParameterSource {
    private static final int REFUSED = 0;
    private static final int NULL = 1;
    private static final int INT32 = 2;
    private static final int SAFE_INTEGER = 3;
    private static final int REAL = 4;
    private static final int TEXT = 5;
    private static final int BOOLEAN = 6;
    private static final int BIGINT = 7;

    private final Value names;
    private final Value kinds;
    private final Value values;

    /**
     * @param names an array, or null where values go by their place
     * @param kinds null where what was given holds no values
     */
    ScriptParameters(Value names, Value kinds, Value values) {
        this.names = names;
        this.kinds = kinds;
        this.values = values;
    }

    @Override
    public int count() {
        return kinds.isNull() ? NO_PARAMETERS : (int) values.getArraySize();
    }

    @Override
    public String[] names() {
        return names.isNull() ? null : names.as(String[].class);
    }

    @Override
    public String bind(Statement statement, int index, int place) {
        Value value = values.getArrayElement(place);
        switch (kinds.getArrayElement(place).asInt()) {
            case REFUSED -> {
                return value.asString();
            }
            case NULL -> statement.bindNull(index);
            // Of -0 too, which is 0.
            case INT32 -> statement.bindInt(index, (int) value.asDouble());
            case BOOLEAN -> statement.bindInt(index, value.asBoolean() ? 1 : 0);
            case SAFE_INTEGER -> statement.bindLong(index, (long) value.asDouble());
            case BIGINT ->
                    statement.bindLong(index, new BigInteger(value.asString()).longValueExact());
            case REAL -> statement.bindDouble(index, value.asDouble());
            case TEXT -> statement.bindText(index, value.asString());
            default -> statement.bindBlob(index, ScriptBytes.read(value));
        }
        return null;
    }
}
