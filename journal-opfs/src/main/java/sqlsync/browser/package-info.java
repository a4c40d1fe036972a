/**
 * What every worker of SQLSync takes from the browser: time, randomness, locks, bytes and failures,
 * as the seams of {@link sqlsync.platform} or as small types of our own.
 */
package sqlsync.browser;
