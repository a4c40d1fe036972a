/**
 * SQLite on the JVM: the very module that sql.js ships, compiled from WebAssembly to bytecode when
 * this is built, behind core's seam.
 */
package sqlsync.jvm;
