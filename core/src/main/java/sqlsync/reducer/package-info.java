/**
 * How mutations change a document: the reducer with its migrations and mutations, the transaction
 * that they run in, and how one is rejected.
 *
 * <p>A mutation that is run again sees the same clock, the same randomness and the same user as the
 * first time, so that on the same database it does the same.
 */
package sqlsync.reducer;
