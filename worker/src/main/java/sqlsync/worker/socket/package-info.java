/**
 * The browser's WebSocket as a {@link sqlsync.platform.Link}: one message for each frame, binary.
 */
package sqlsync.worker.socket;
