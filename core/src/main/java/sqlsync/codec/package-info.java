/**
 * Bytes in and out: checksums, variable-length numbers, bounds-checked readers and growing writers;
 * and which texts UTF-8 keeps.
 */
package sqlsync.codec;
