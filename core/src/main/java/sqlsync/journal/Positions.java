package sqlsync.journal;

/**
 * How far the journals of a log have come. A superblock carries this for what had been made durable
 * before it was written, so that it outlives the segments that said it first.
 */
record Positions(Position storage, Position timeline, Position device) {
    static final Positions START = new Positions(Position.START, Position.START, Position.START);

    Position of(JournalKind kind) {
        return switch (kind) {
            case STORAGE -> storage;
            case TIMELINE -> timeline;
            case DEVICE -> device;
        };
    }

    Positions with(JournalKind kind, Position position) {
        return switch (kind) {
            case STORAGE -> new Positions(position, timeline, device);
            case TIMELINE -> new Positions(storage, position, device);
            case DEVICE -> new Positions(storage, timeline, position);
        };
    }
}
