package sqlsync.document.local;

/**
 * A SQLite file that is to become a document. Like a mutation it has a number of its page session,
 * so that one that is sent again finds the document that it made, and not somebody else's.
 *
 * @param session the page session that asks
 * @param sequence of the request among the mutations of its session
 * @param file as it lies on disk
 * @param schemaVersion that the file is at; negative where nobody said: the file's {@code
 *     user_version} if we exported it, else 0
 */
public record ImportRequest(String session, long sequence, byte[] file, int schemaVersion) {}
