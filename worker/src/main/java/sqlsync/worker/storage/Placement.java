package sqlsync.worker.storage;

/**
 * Where a document is to lie.
 *
 * @param storage auto, opfs, indexeddb or memory
 * @param imported whether the document is made by an import, which fails where it is there already
 */
public record Placement(String id, String storage, boolean imported) {}
