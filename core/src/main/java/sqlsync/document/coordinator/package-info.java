/**
 * The coordinator's side of a document: it applies the timelines of all devices in one order, and
 * appends the layers that every device follows.
 *
 * <p>Entry point: {@link sqlsync.document.coordinator.CoordinatorDocument}. Only what is durable is
 * sent as settled; each mutation is settled once, accepted or rejected.
 */
package sqlsync.document.coordinator;
