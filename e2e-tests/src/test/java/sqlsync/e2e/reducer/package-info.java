/**
 * One reducer in JavaScript and in Java, in every world in which reducers run: the coordinator's
 * sandbox, the JVM, and a browser's worker. The same calls must come to the same in all of them.
 */
package sqlsync.e2e.reducer;
