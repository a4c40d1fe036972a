package sqlsync.application;

import java.util.List;
import java.util.Map;
import sqlsync.codec.Surrogates;
import sqlsync.sqlite.ParameterSource;
import sqlsync.sqlite.Statement;

/**
 * Parameters as a reducer in Java gives them: a list, an object by name, or null or undefined for
 * none.
 */
final class ValueParameters implements ParameterSource {
    /** Null for what is neither. */
    private final List<Value> values;

    private final String[] names;

    ValueParameters(Value given) {
        if (given.isObject()) {
            Map<String, Value> fields = given.fields();
            values = List.copyOf(fields.values());
            names = fields.keySet().toArray(new String[0]);
            return;
        }
        names = null;
        if (given.isNull() || given.isUndefined()) {
            values = List.of();
        } else {
            values = given.isList() ? given.items() : null;
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
        Value value = values.get(place);
        if (value.isNull()) {
            statement.bindNull(index);
        } else if (value.isInteger()) {
            statement.bindLong(index, value.integer());
        } else if (value.isBoolean()) {
            statement.bindInt(index, value.bool() ? 1 : 0);
        } else if (value.isReal() && Double.isFinite(value.real())) {
            statement.bindDouble(index, value.real());
        } else if (value.isText() && Surrogates.arePaired(value.text())) {
            statement.bindText(index, value.text());
        } else if (value.isBytes()) {
            statement.bindBlob(index, value.bytes());
        } else {
            return value.isText() ? "a string with half a surrogate pair" : value.kind();
        }
        return null;
    }
}
