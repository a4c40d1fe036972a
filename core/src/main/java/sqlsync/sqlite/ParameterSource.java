package sqlsync.sqlite;

/**
 * The values that a caller gives to a statement, in the form in which the caller has them: values
 * of JavaScript, of JSON, of Java. {@link ParameterBinder} decides which value belongs to which
 * parameter; a source only knows what its values are.
 */
public interface ParameterSource {
    /** The {@link #count} of what is neither an array nor an object. */
    int NO_PARAMETERS = -1;

    /** How many values there are, 0 where none were given; or {@link #NO_PARAMETERS}. */
    int count();

    /**
     * The name of each value, with or without its prefix; null where values go by their position.
     */
    String[] names();

    /**
     * Binds one value.
     *
     * @param place of the value, from 0
     * @return null; or, where SQLite has no such value, what it is, in words: {@code a Date}
     */
    String bind(Statement statement, int index, int place);
}
