/**
 * Reducers written in JavaScript: the very files that browsers load, in a sandbox without files,
 * network, threads or Java, under a limit of statements.
 */
package sqlsync.coordinator.script;
