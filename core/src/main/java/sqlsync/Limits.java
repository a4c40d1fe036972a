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

    /** The results of one mutation, all of its calls: their JSON as UTF-8, bytes as base64. */
    public static final int RESULTS_BYTES_MAX = 8 << 20;

    /**
     * Objects and arrays within each other, in arguments and results; bytes and bigints are one.
     */
    public static final int DEPTH_MAX = 1_000;

    /** The text and bytes among the parameters of one query, text in UTF-16 units. */
    public static final int PARAMETERS_BYTES_MAX = 64 << 20;

    /** Parameters of one statement. SQLite's own limit, which the release was built with. */
    public static final int PARAMETERS_MAX = 32_766;

    /** Rows of one query on a device. */
    public static final int ROWS_MAX = 1_000_000;

    /** The text and bytes of these rows, text in UTF-16 units. */
    public static final int ROWS_BYTES_MAX = 256 << 20;

    /** Rows of one query over HTTP. */
    public static final int HTTP_ROWS_MAX = 10_000;

    /** The same in characters of their JSON. */
    public static final int HTTP_ROWS_CHARS_MAX = 8 << 20;

    /** A file that is imported: it becomes one layer. */
    public static final int IMPORT_BYTES_MAX = 240 << 20;

    /** Of a document's id. */
    public static final int DOCUMENT_ID_CHARS_MAX = 128;

    /** Of a reducer's name. */
    public static final int REDUCER_NAME_CHARS_MAX = 128;

    /** Of {@code configure}'s {@code namespace}. */
    public static final int NAMESPACE_CHARS_MAX = 64;

    /** Of a user's name, as a page or a token gives it. */
    public static final int USER_CHARS_MAX = 1_000;

    /** Of a token. */
    public static final int TOKEN_CHARS_MAX = 16 << 10;

    /** Of the claims of a token that reducers may see, as an encoded value. */
    public static final int CLAIMS_CHARS_MAX = 4_096;

    /** Of the id of a mutation that is posted over HTTP. */
    public static final int POSTED_ID_CHARS_MAX = 100;

    /** Documents with a coordinator that all tabs of an origin have open together. */
    public static final int SYNCED_DOCUMENTS_MAX = 1_024;

    /** The body of one HTTP request. */
    public static final int REQUEST_BODY_BYTES_MAX = 1 << 20;

    private Limits() {}
}
