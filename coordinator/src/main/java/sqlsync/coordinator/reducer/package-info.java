/** The reducers that a coordinator runs, where they come from, and what keeps them in bounds. */
package sqlsync.coordinator.reducer;
