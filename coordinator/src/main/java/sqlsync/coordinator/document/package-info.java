/** Open documents: each lives on one of a few event loops, from its first use until it is idle. */
package sqlsync.coordinator.document;
