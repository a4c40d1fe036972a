/**
 * A block store whose files are held by somebody who may vanish at any moment.
 *
 * <p>{@link sqlsync.hosting.HostedBlockStore} sends requests to a <em>host</em>, the dedicated
 * worker that holds the handles, and keeps each one until it is answered. When the host dies, or
 * keeps silent for too long, another is asked for; it opens the files that were open and gets
 * everything unanswered again, in order. Writes are positional, so twice does no harm. What the old
 * host still says is ignored, and the exclusive handles that the new one holds keep the old one's
 * hands off the files.
 *
 * <p>The line to a host and who lends one are interfaces: messages between workers in a browser,
 * calls in a simulation.
 */
package sqlsync.hosting;
