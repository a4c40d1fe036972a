package sqlsync.replication;

import sqlsync.Limits;

/** Every limit of the protocol. {@code docs/PROTOCOL.md} lists them; a test compares. */
public final class ReplicationLimits {
    /** Newest version of the protocol that this code speaks. */
    public static final int VERSION = 4;

    /** Oldest version that it speaks. */
    public static final int OLDEST_VERSION = 1;

    /** The longest frame; a longer one ends the connection. */
    public static final int FRAME_BYTES_MAX = 1 << 20;

    /** The most bytes of a flow that are put into one frame. */
    public static final int CHUNK_BYTES = 64 << 10;

    /** How many bytes of storage may be under way to a device, beyond what it has taken in. */
    public static final int STORAGE_WINDOW_BYTES = 1 << 20;

    /** How many bytes of a timeline may be under way to the coordinator. */
    public static final int TIMELINE_WINDOW_BYTES = 256 << 10;

    /** The longest entry of a timeline, header included. */
    public static final int TIMELINE_ENTRY_BYTES_MAX = 16 << 20;

    /** The longest layer, header included; folds have no limit but the journal's. */
    public static final int STORAGE_ENTRY_BYTES_MAX = 256 << 20;

    /** Channels that are open at once on one connection. */
    public static final int CHANNELS_MAX = Limits.SYNCED_DOCUMENTS_MAX;

    /** With so many bytes waiting in a link, each channel has one chunk under way, no more. */
    public static final int CONGESTED_BYTES = 1 << 20;

    /** A link in which more bytes wait is cut. */
    public static final int BUFFERED_BYTES_MAX = 128 << 20;

    /** The longest document id, name of a reducer, or mutation id. */
    public static final int NAME_CHARS_MAX = Limits.REDUCER_NAME_CHARS_MAX;

    /** The longest token. */
    public static final int TOKEN_CHARS_MAX = Limits.TOKEN_CHARS_MAX;

    /** The longest text of claims. */
    public static final int CLAIMS_CHARS_MAX = Limits.CLAIMS_CHARS_MAX;

    /** The most characters of a text that is for people: reasons, messages, software. */
    public static final int TEXT_CHARS_MAX = 1 << 10;

    /** The most rejections in one message. */
    public static final int REJECTIONS_MAX = 64;

    /** After so long without a frame the other side is asked whether it is there. */
    public static final int PING_AFTER_MILLIS = 20_000;

    /** After so long without a frame the other side is taken for gone. */
    public static final int DEAD_AFTER_MILLIS = 45_000;

    /** A connection without a Hello ends after this. */
    public static final int HELLO_WITHIN_MILLIS = 10_000;

    private ReplicationLimits() {}
}
