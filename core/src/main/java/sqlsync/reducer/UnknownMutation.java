package sqlsync.reducer;

/** What is said of a mutation that a reducer does not have. */
public final class UnknownMutation {
    private static final int NAMES_CHARS_MAX = 300;

    private UnknownMutation() {}

    /** Names those that it has, as far as they fit into a message. */
    public static String message(Reducer reducer, String name) {
        StringBuilder names = new StringBuilder();
        for (String each : reducer.mutationNames()) {
            if (names.length() > 0) {
                names.append(", ");
            }
            if (names.length() + each.length() > NAMES_CHARS_MAX) {
                names.append("…");
                break;
            }
            names.append(each);
        }
        return "The reducer \""
                + reducer.name()
                + "\" has no mutation \""
                + name
                + "\". It has: "
                + (names.length() > 0 ? names : "none")
                + ".";
    }
}
