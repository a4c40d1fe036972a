/**
 * Bytes in and out: checksums, variable-length numbers, bounds-checked readers and growing writers.
 */
package sqlsync.codec;
