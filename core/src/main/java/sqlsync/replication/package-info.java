/**
 * How two sides of a document speak: the messages, their bytes, and the machines that send and
 * receive journals over a {@link sqlsync.platform.Link}. Nothing here does input or output of its
 * own.
 *
 * <p>Timelines flow from the device to the coordinator, storage flows back. Either flow is a stream
 * of encoded entries, the very bytes of the journal, cut into frames wherever it is convenient; a
 * flow begins at an LSN that both sides agree on, and after any cut begins there again. What was
 * not flushed is not sent, and what was not flushed is not acknowledged. {@code docs/PROTOCOL.md}
 * describes it for those who write another client.
 */
package sqlsync.replication;
