/**
 * The seams through which core meets the world: files, time, randomness, and the order of events.
 *
 * <p>Core does no input or output of its own. It asks one of these interfaces, and is told later
 * through a {@link sqlsync.platform.Completion}. Nothing here calls back from within the call that
 * was given the completion, so no state machine is ever entered twice.
 */
package sqlsync.platform;
