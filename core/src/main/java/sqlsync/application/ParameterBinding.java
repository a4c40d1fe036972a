package sqlsync.application;

import java.util.List;
import java.util.Map;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.sqlite.NamedParameters;
import sqlsync.sqlite.Statement;

/** Gives a statement its parameters, as the worker does with JavaScript's values. */
final class ParameterBinding {
    private ParameterBinding() {}

    /**
     * @param values a list, an object by name, or null or undefined for none
     * @throws SqlSyncException {@code invalid-argument} where they do not fit
     */
    static void bind(Statement statement, Value values) {
        if (values.isNull() || values.isUndefined()) {
            requireCount(statement, 0);
        } else if (values.isList()) {
            List<Value> list = values.items();
            requireCount(statement, list.size());
            for (int i = 0; i < list.size(); i++) {
                bind(statement, i + 1, list.get(i), Integer.toString(i + 1));
            }
        } else if (values.isObject()) {
            bindNamed(statement, values.fields());
        } else {
            throw invalid("Parameters are an array or an object.");
        }
    }

    private static void requireCount(Statement statement, int given) {
        int wanted = statement.parameterCount();
        if (wanted != given) {
            throw invalid("The statement has " + wanted + " parameters, " + given + " were given.");
        }
    }

    private static void bindNamed(Statement statement, Map<String, Value> values) {
        for (String name : values.keySet()) {
            NamedParameters.require(statement, name);
        }
        int count = statement.parameterCount();
        for (int index = 1; index <= count; index++) {
            String name = NamedParameters.of(statement, index, values::containsKey);
            bind(statement, index, values.get(name), name);
        }
    }

    private static void bind(Statement statement, int index, Value value, String name) {
        if (value.isNull()) {
            statement.bindNull(index);
        } else if (value.isInteger()) {
            statement.bindLong(index, value.integer());
        } else if (value.isBoolean()) {
            statement.bindInt(index, value.bool() ? 1 : 0);
        } else if (value.isReal() && Double.isFinite(value.real())) {
            statement.bindDouble(index, value.real());
        } else if (value.isText() && !Surrogates.hasHalfAPair(value.text())) {
            statement.bindText(index, value.text());
        } else if (value.isBytes()) {
            statement.bindBlob(index, value.bytes());
        } else {
            String is = value.isText() ? "a string with half a surrogate pair" : value.kind();
            throw NamedParameters.unusable(name, is);
        }
    }

    private static SqlSyncException invalid(String message) {
        return new SqlSyncException(ErrorCode.INVALID_ARGUMENT, message);
    }
}
