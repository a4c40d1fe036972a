/**
 * The WebSocket of the library: Jetty's sessions on one side, core's connections on the other. A
 * connection lives on one loop, a document on another; what they say to each other is posted.
 */
package sqlsync.coordinator.socket;
