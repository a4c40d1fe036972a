/**
 * What lies in the directory of a document that nobody has open: read, checked, and not changed.
 */
package sqlsync.coordinator.stored;
