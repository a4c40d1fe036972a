package sqlsync.document.device;

import sqlsync.timeline.Mutation;

/**
 * A mutation that no coordinator has settled.
 *
 * @param state {@code unsent}, {@code sent} (perhaps not all of it yet), or {@code parked}
 */
public record PendingMutation(Mutation mutation, String state) {}
