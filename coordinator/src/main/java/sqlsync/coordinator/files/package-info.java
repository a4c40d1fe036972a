/**
 * The coordinator's disk: one directory that one process owns, and in it a directory of files per
 * document.
 */
package sqlsync.coordinator.files;
