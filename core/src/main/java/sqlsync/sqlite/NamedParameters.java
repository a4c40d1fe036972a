package sqlsync.sqlite;

import java.util.function.Predicate;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;

/**
 * Values that are given by name: as in the statement, or without its {@code :}, {@code @} or {@code
 * $}; and what is said of those that cannot be bound.
 */
public final class NamedParameters {
    private NamedParameters() {}

    /**
     * @throws SqlSyncException {@code invalid-argument} where the statement has no such parameter
     */
    public static void require(Statement statement, String name) {
        if (statement.parameterIndex(name) == 0) {
            throw invalid("The statement has no parameter \"" + name + "\".");
        }
    }

    /**
     * @param given whether there is a value of a name
     * @return the name under which the value of a parameter was given
     * @throws SqlSyncException {@code invalid-argument} where it was not, or twice
     */
    public static String of(Statement statement, int index, Predicate<String> given) {
        String name = statement.parameterName(index);
        if (name == null || name.charAt(0) == '?') {
            throw invalid("Parameter " + index + " has no name.");
        }
        String bare = name.substring(1);
        boolean asWritten = given.test(name);
        if (asWritten && given.test(bare)) {
            throw invalid("Both \"" + name + "\" and \"" + bare + "\" were given: give one.");
        }
        if (!asWritten && !given.test(bare)) {
            throw invalid("The parameter \"" + bare + "\" was not given.");
        }
        return asWritten ? name : bare;
    }

    /**
     * @param name of the parameter, or its number
     * @param is what was given, in words: {@code a Date}
     */
    public static SqlSyncException unusable(String name, String is) {
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
