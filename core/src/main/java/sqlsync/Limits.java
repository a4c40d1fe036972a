package sqlsync;

/**
 * Limits of sizes that an application meets, the same on devices and coordinator. {@code
 * docs/LIMITS.md} lists them; {@code limits.js} of the page repeats those that it checks before
 * anything is copied. A test compares the three.
 */
public final class Limits {
    /**
     * The name and arguments of one mutation, or of all calls of one mutateAll: their JSON as
     * UTF-8, in which each byte of a Uint8Array counts as one byte.
     */
    public static final int ARGUMENTS_BYTES_MAX = 8 << 20;

    /** Calls of one mutateAll. */
    public static final int CALLS_MAX = 100_000;

    /** The text and bytes among the parameters of one query, text in UTF-16 units. */
    public static final int PARAMETERS_BYTES_MAX = 64 << 20;

    /** Parameters of one statement. SQLite's own limit, which the release was built with. */
    public static final int PARAMETERS_MAX = 32_766;

    /** A file that is imported: it becomes one layer. */
    public static final int IMPORT_BYTES_MAX = 240 << 20;

    /** Of a document's id. */
    public static final int DOCUMENT_ID_CHARS_MAX = 128;

    /** Of a reducer's name. */
    public static final int REDUCER_NAME_CHARS_MAX = 128;

    /** The body of one HTTP request. */
    public static final int REQUEST_BODY_BYTES_MAX = 1 << 20;

    private Limits() {}
}
