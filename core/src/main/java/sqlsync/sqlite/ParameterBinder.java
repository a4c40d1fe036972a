package sqlsync.sqlite;

import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;

/**
 * Gives each parameter of a statement its value, by position or by name. A name is given as in the
 * statement, or without its {@code :}, {@code @} or {@code $}.
 *
 * <p>The values must fit exactly: none too many, none too few, each one a value of SQLite. What
 * does not fit is an error {@code invalid-argument}; of several mistakes the first one is reported,
 * in the same order whoever calls, so that a device and its coordinator report the same one.
 */
public final class ParameterBinder {
    private final Statement statement;
    private final ParameterSource source;
    private final String[] names;

    private ParameterBinder(Statement statement, ParameterSource source) {
        this.statement = statement;
        this.source = source;
        this.names = source.names();
    }

    /**
     * @throws SqlSyncException {@code invalid-argument} where the values do not fit
     */
    public static void bind(Statement statement, ParameterSource source) {
        int given = source.count();
        if (given == ParameterSource.NO_PARAMETERS) {
            throw invalid("Parameters are an array or an object.");
        }
        new ParameterBinder(statement, source).bind(given);
    }

    private void bind(int given) {
        int wanted = statement.parameterCount();
        if (names == null) {
            if (wanted != given) {
                throw invalid(
                        "The statement has " + wanted + " parameters, " + given + " were given.");
            }
        } else {
            requireParameters();
        }
        for (int index = 1; index <= wanted; index++) {
            int place = names == null ? index - 1 : placeOf(index);
            String is = source.bind(statement, index, place);
            if (is != null) {
                throw unusable(names == null ? Integer.toString(index) : names[place], is);
            }
        }
    }

    private void requireParameters() {
        for (String name : names) {
            if (statement.parameterIndex(name) == 0) {
                throw invalid("The statement has no parameter \"" + name + "\".");
            }
        }
    }

    /** Where the value of a parameter is that has a name. */
    private int placeOf(int index) {
        String name = statement.parameterName(index);
        if (name == null || name.charAt(0) == '?') {
            throw invalid("Parameter " + index + " has no name.");
        }
        String bare = name.substring(1);
        int asWritten = placeOf(name);
        int asBare = placeOf(bare);
        if (asWritten >= 0 && asBare >= 0) {
            throw invalid("Both \"" + name + "\" and \"" + bare + "\" were given: give one.");
        }
        if (asWritten < 0 && asBare < 0) {
            throw invalid("The parameter \"" + bare + "\" was not given.");
        }
        return Math.max(asWritten, asBare);
    }

    /** -1 for none. */
    private int placeOf(String name) {
        for (int place = 0; place < names.length; place++) {
            if (names[place].equals(name)) {
                return place;
            }
        }
        return -1;
    }

    private static SqlSyncException unusable(String name, String is) {
        return invalid(
                "Parameter "
                        + name
                        + " is not a value of SQLite: it is "
                        + is
                        + (is.equals("a Date")
                                ? ". Bind its getTime() or its toISOString()."
                                : ". Bind null, a number, bigint, string, boolean or Uint8Array."));
    }

    private static SqlSyncException invalid(String message) {
        return new SqlSyncException(ErrorCode.INVALID_ARGUMENT, message);
    }
}
