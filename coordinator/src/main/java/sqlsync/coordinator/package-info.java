/**
 * The server. It orders the mutations of all devices of a document, and sends every device what
 * they settled to. It also answers programs over HTTP, serves the files of an application, and
 * reports its health.
 *
 * <p>{@link sqlsync.coordinator.CoordinatorMain} is the entry point; {@code ServerComponents}
 * builds the parts, {@code CoordinatorServer} connects them to the network.
 */
package sqlsync.coordinator;
