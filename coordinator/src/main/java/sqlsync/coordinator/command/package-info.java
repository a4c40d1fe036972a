/**
 * What the jar does beside serving: looking at the documents of a data directory that no
 * coordinator has open, and making tokens.
 */
package sqlsync.coordinator.command;
