/** Reducers written in JavaScript: modules that the worker imports, run as core's reducers. */
package sqlsync.worker.reducer;
