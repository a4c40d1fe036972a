/**
 * The line to a storage host in the browser: the requests and answers of {@link sqlsync.hosting} as
 * messages on a {@code MessagePort}. Whether a host lives is told by the Web Lock that it holds.
 */
package sqlsync.hostport;
