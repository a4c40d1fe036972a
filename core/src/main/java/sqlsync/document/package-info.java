/**
 * Documents: a database, its journals and its reducer, put together.
 *
 * <p>A mutation is applied at once and acknowledged when the layer that holds it is flushed. What
 * is not flushed can still be taken back; what is flushed never is. Everything here runs on one
 * thread, as events come in.
 */
package sqlsync.document;
