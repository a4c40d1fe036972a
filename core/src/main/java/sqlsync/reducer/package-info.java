/**
 * Mutations: what one may do, and what it sees of the world while it does.
 *
 * <p>A replay does what the first run did. Clock, {@code random()} and identity come from the
 * {@link sqlsync.reducer.MutationContext}; statements pass a gate; a mutation that fails leaves
 * nothing behind.
 */
package sqlsync.reducer;
