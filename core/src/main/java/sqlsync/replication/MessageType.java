package sqlsync.replication;

/** The first byte of each frame. Codes are never used again for something else. */
enum MessageType {
    HELLO(1),
    PING(2),
    PONG(3),
    CLOSING(4),
    ATTACH(16),
    WELCOME(17),
    REFUSED(18),
    DETACH(19),
    ENTRIES(20),
    ACKNOWLEDGE(21),
    REJECTIONS(22),
    HELD(23),
    MARK(24),
    LIMITS(25, 2),
    ACCESS(26, 3),
    TOKEN(28, 4),
    EXPIRES(29, 4),
    CLAIMS(30, 4);

    private static final MessageType[] BY_CODE = new MessageType[32];

    static {
        for (MessageType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;
    private final int since;

    MessageType(int code) {
        this(code, ReplicationLimits.OLDEST_VERSION);
    }

    MessageType(int code, int since) {
        this.code = code;
        this.since = since;
    }

    int code() {
        return code;
    }

    /**
     * The version of the protocol that it came with; it is not sent where an older one is spoken.
     */
    int since() {
        return since;
    }

    /** The type with this code, or null. */
    static MessageType of(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
