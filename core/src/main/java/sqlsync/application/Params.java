package sqlsync.application;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The parameters of a statement. */
public final class Params {
    private final Value values;

    private Params(Value values) {
        this.values = values;
    }

    /** By their place. Each is what {@link Value#of} takes and SQLite can keep. */
    public static Params of(Object... values) {
        if (values == null) {
            return new Params(Value.of(List.of(Value.NULL)));
        }
        List<Value> list = new ArrayList<>(values.length);
        for (Object value : values) {
            list.add(Value.of(value));
        }
        return new Params(Value.of(list));
    }

    /** By their names, which are written without the {@code :}, {@code @} or {@code $}. */
    public static Params named(Map<String, ?> values) {
        return new Params(Value.of(values));
    }

    /**
     * Those of an argument, as it came: an object gives them by name, a list by place, and neither
     * is {@link StatementFailedException} when the statement runs.
     */
    public static Params from(Value argument) {
        return new Params(argument);
    }

    /** A list, an object, or whatever was taken for one. */
    public Value values() {
        return values;
    }
}
