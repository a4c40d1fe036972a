package sqlsync.coordinator.auth;

/**
 * A right to one document, or to all whose ids begin alike.
 *
 * @param id of a document, or what ids begin with
 * @param isBeginning which of the two
 */
public record DocumentRule(String id, boolean isBeginning, Right right) {
    private static final String SUBJECT = "{sub}";

    /** What a development server gives to everybody. */
    static final DocumentRule EVERYTHING = new DocumentRule("", true, Right.WRITE);

    /**
     * @param pattern an id, or the beginning of ids with {@code *} behind it; {@code {sub}} stands
     *     for the user
     */
    static DocumentRule of(String pattern, String user, Right right) {
        // A star in the name of a user is none of the pattern.
        boolean isBeginning = pattern.endsWith("*");
        String id = isBeginning ? pattern.substring(0, pattern.length() - 1) : pattern;
        return new DocumentRule(id.replace(SUBJECT, user), isBeginning, right);
    }

    boolean matches(String documentId) {
        return isBeginning ? documentId.startsWith(id) : documentId.equals(id);
    }
}
