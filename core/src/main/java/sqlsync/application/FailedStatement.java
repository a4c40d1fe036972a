package sqlsync.application;

import sqlsync.reducer.Transaction;

/** Words the failure of a statement as {@code transaction.js} does. */
final class FailedStatement {
    private static final int SHOWN_CHARS_MAX = 100;

    private FailedStatement() {}

    static StatementFailedException of(RuntimeException failure, Transaction transaction) {
        String sql = transaction.takeFailed();
        String shown = sql == null ? "" : shown(sql);
        return new StatementFailedException(
                JavaReducer.messageOf(failure) + (shown.isEmpty() ? "" : " (in: " + shown + ")"),
                sql == null ? 0 : transaction.resultCode());
    }

    /** The beginning of a statement, on one line. */
    private static String shown(String sql) {
        StringBuilder text = new StringBuilder();
        boolean blank = false;
        for (int i = 0; i < sql.length(); i++) {
            char c = sql.charAt(i);
            if (c <= ' ') {
                blank = text.length() > 0;
            } else {
                text.append(blank ? " " : "").append(c);
                blank = false;
            }
        }
        if (text.length() <= SHOWN_CHARS_MAX) {
            return text.toString();
        }
        // Not half a character.
        int cut =
                SHOWN_CHARS_MAX
                        - (Character.isHighSurrogate(text.charAt(SHOWN_CHARS_MAX - 1)) ? 1 : 0);
        return text.substring(0, cut) + "…";
    }
}
