package sqlsync.document.device;

import sqlsync.timeline.Mutation;

/**
 * A mutation that no coordinator has settled.
 *
 * @param state {@code unsent}, {@code sent} (perhaps not all of it yet), {@code parked}, or {@code
 *     held}: another user made it
 */
public record PendingMutation(Mutation mutation, String state) {}
