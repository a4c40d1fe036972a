package sqlsync.journal;

/**
 * A document as the pool knows it without opening it.
 *
 * @param label what {@link DocumentLog#setLabel} said last, as far as it was written
 * @param bytes what its segments take on disk
 * @param bytesToOpen how much of that is read into memory when it is opened, about
 */
public record StoredDocument(String documentId, byte[] label, long bytes, long bytesToOpen) {}
