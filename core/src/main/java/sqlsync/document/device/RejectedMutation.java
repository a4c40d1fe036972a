package sqlsync.document.device;

import sqlsync.timeline.Mutation;

/**
 * A mutation that the coordinator refused, until it is dismissed.
 *
 * @param code an {@code ErrorCode} text, or the reducer's reason
 */
public record RejectedMutation(Mutation mutation, String code, String message) {}
