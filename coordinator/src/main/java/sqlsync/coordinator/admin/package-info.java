/**
 * What an administrator asks of a running coordinator, on a listener and with a secret of its own:
 * which documents there are, their files, and that rights end at once.
 */
package sqlsync.coordinator.admin;
