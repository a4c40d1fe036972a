package sqlsync.coordinator.auth;

/**
 * A right to one document.
 *
 * @param untilMillis when it has to be asked for again, since the epoch
 */
public record Grant(Right right, long untilMillis) {}
