/**
 * The pages of one document, in memory: what is durable, and the layers on top that are not yet.
 *
 * <p>Guarantees: finding a page costs O(1) whatever the number of layers; a reader of {@link
 * sqlsync.storage.Pages} sees committed transactions whole or not at all; {@link
 * sqlsync.storage.Pages#revert} brings back exactly the bytes that were durable.
 */
package sqlsync.storage;
