/**
 * The messages between pages and worker as JavaScript objects, and the port that they pass through.
 *
 * <p>{@code messages.d.ts} of the module web-shared has their types. Nothing here knows a handle or
 * an open document.
 */
package sqlsync.worker.messages;
