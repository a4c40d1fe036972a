/**
 * What the author of an application writes a reducer with, in Java: one class that extends {@link
 * sqlsync.application.JavaReducer}. The coordinator runs it as it is; compiled by TeaVM, with the
 * entry that {@code reducer-js} has, it is a reducer module for the browser.
 *
 * <p>It behaves as the same reducer in JavaScript would: values, errors and their words are those
 * of {@code sqlsync.d.ts}. So nothing here uses what one of the two sides lacks, and what only the
 * JVM needs (text to values, parameters to SQLite) is reached from {@link
 * sqlsync.application.JavaReducer#apply} alone, which TeaVM therefore leaves out.
 */
package sqlsync.application;
