package sqlsync.replication;

/** Times of day in messages, without the class library's formatter. */
final class TimeOfDay {
    private static final int DAY_SECONDS = 24 * 60 * 60;

    private TimeOfDay() {}

    /**
     * Like {@code 08:05:59 UTC}.
     *
     * @param millis since the epoch
     */
    static String utc(long millis) {
        int seconds = (int) (((millis / 1000) % DAY_SECONDS + DAY_SECONDS) % DAY_SECONDS);
        return twoDigits(seconds / 3600)
                + ":"
                + twoDigits(seconds / 60 % 60)
                + ":"
                + twoDigits(seconds % 60)
                + " UTC";
    }

    private static String twoDigits(int number) {
        return (number < 10 ? "0" : "") + number;
    }
}
