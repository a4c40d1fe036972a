package sqlsync.coordinator.script;

import java.math.BigInteger;
import org.graalvm.polyglot.Value;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.sqlite.NamedParameters;
import sqlsync.sqlite.Statement;

/**
 * Values that a script gave to a statement. What each is, {@code sqlite-rows.js} has said, with the
 * same numbers as in the browser.
 */
final class ScriptParameters {
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

    void bind(Statement statement) {
        if (kinds.isNull()) {
            throw invalid("Parameters are an array or an object.");
        }
        int wanted = statement.parameterCount();
        int given = (int) values.getArraySize();
        if (!names.isNull()) {
            bindNamed(statement, wanted, given);
            return;
        }
        if (wanted != given) {
            throw invalid("The statement has " + wanted + " parameters, " + given + " were given.");
        }
        for (int i = 0; i < given; i++) {
            bind(statement, i + 1, i, Integer.toString(i + 1));
        }
    }

    private void bindNamed(Statement statement, int wanted, int given) {
        for (int i = 0; i < given; i++) {
            NamedParameters.require(statement, names.getArrayElement(i).asString());
        }
        for (int index = 1; index <= wanted; index++) {
            String name = NamedParameters.of(statement, index, each -> place(each, given) >= 0);
            bind(statement, index, place(name, given), name);
        }
    }

    /** -1 for none. */
    private int place(String name, int given) {
        for (int i = 0; i < given; i++) {
            if (names.getArrayElement(i).asString().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private void bind(Statement statement, int index, int place, String name) {
        Value value = values.getArrayElement(place);
        switch (kinds.getArrayElement(place).asInt()) {
            case REFUSED -> throw NamedParameters.unusable(name, value.asString());
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
    }

    private static SqlSyncException invalid(String message) {
        return new SqlSyncException(ErrorCode.INVALID_ARGUMENT, message);
    }
}
