package sqlsync.coordinator.script;

/**
 * What one mutation of a script may use.
 *
 * @param statementsMax statements of JavaScript, library functions not counted
 */
public record ScriptLimits(long statementsMax) {}
