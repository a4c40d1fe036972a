/**
 * What strangers and single users can use up: bytes in memory, places for connections, rates. A
 * limit refuses one sender and leaves room for the others.
 */
package sqlsync.coordinator.limit;
