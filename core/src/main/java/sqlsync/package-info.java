/**
 * What every part of SQLSync shares: the codes of the errors that a user sees, and the exception
 * that carries them.
 */
package sqlsync;
