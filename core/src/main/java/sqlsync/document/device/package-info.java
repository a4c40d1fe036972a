/**
 * The device's side of a document that has a coordinator: a timeline of this device's mutations
 * over the layers that the coordinator has sent, and the channel that both are exchanged over.
 *
 * <p>Entry point: {@link sqlsync.document.device.SyncedDocument}. Only what is durable is sent or
 * acknowledged. Readers see whole views: layers, then the mutations that are not settled.
 */
package sqlsync.document.device;
