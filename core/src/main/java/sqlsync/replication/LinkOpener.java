package sqlsync.replication;

import sqlsync.platform.Link;

/** Opens links to coordinators. */
public interface LinkOpener {
    /** Told what becomes of a link, never from within a call to it or to the opener. */
    interface Listener {
        /** Frames can be sent. */
        void opened();

        void received(byte[] frame);

        /** It is gone, or could not be opened. Told once, not after {@link Link#close}. */
        void ended(String reason);

        /**
         * As {@link #ended}: the other end does not want this link.
         *
         * @param code of {@code ErrorCode}
         * @param reason a sentence
         */
        void refused(String code, String reason);
    }

    /**
     * Begins to open a link. Nothing may be sent before {@link Listener#opened}.
     *
     * @param url {@code ws:} or {@code wss:}
     */
    Link open(String url, Listener listener);
}
