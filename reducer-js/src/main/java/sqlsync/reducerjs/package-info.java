/**
 * Reducers in Java for the browser: the entry that TeaVM compiles together with an application's
 * {@link sqlsync.application.JavaReducer}, and its two borders, values and the transaction.
 *
 * <p>What comes out is a reducer as {@code sqlsync.d.ts} has it. It knows nothing of the worker,
 * but is called with a {@code Transaction}; errors of statements and rejections are those of that
 * object, so they read as in a reducer written in JavaScript.
 */
package sqlsync.reducerjs;
