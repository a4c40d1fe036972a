package sqlsync.replication;

/**
 * Why a coordinator closes a WebSocket, where a device is to say so: a browser shows these codes to
 * a page, and not the answer to a request that was refused.
 */
public final class CloseCode {
    /**
     * Close code of a WebSocket whose page is of an origin that the coordinator does not let in.
     */
    public static final int ORIGIN_REFUSED = 4403;

    /** Close code of a WebSocket at a path that is not the coordinator's. */
    public static final int WRONG_PATH = 4404;

    private CloseCode() {}
}
