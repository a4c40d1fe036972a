/**
 * Documents: a database, its journals and its reducer, put together. This package holds what all
 * kinds of documents share: running mutations and migrations, group commit, folding, outcomes and
 * labels. The kinds are in packages of their own, which do not use each other: {@code local} (no
 * coordinator), {@code device} (the device's side of one) and {@code coordinator} (its own side).
 *
 * <p>A mutation is applied at once and acknowledged when the layer that holds it is durable. What
 * is not durable can still be taken back; what is durable never is. Everything here runs on one
 * thread, as events come in.
 */
package sqlsync.document;
