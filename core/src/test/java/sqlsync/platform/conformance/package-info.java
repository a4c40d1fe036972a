/**
 * What every {@link sqlsync.platform.BlockStore} promises, as stories: on the JVM in memory, in
 * files, on a faulty disk, through hosts that die, and in browsers in OPFS and IndexedDB.
 */
package sqlsync.platform.conformance;
