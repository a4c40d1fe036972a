package sqlsync.worker.sqlite;

/** How integers come out of a query; {@code sqlite-rows.js} counts on the order. */
public enum IntegerMode {
    /** A number where it is exact, else a bigint. */
    AUTO,
    /** Always a bigint. */
    BIGINT,
    /** Always a number, rounded where it must be. */
    NUMBER;

    /**
     * @param text auto, bigint or number; null for auto
     * @return null for any other
     */
    public static IntegerMode of(String text) {
        if (text == null || text.equals("auto")) {
            return AUTO;
        }
        return text.equals("bigint") ? BIGINT : text.equals("number") ? NUMBER : null;
    }
}
