package sqlsync.sqlite;

/**
 * One statement out of several.
 *
 * @param statement null when only comments and white space were left
 * @param next where in the text, in chars, the next one begins; its length at the end
 */
public record PreparedTail(Statement statement, int next) {}
