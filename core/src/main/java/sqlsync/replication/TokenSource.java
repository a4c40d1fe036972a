package sqlsync.replication;

/** Asks the application for a token of one document. */
public interface TokenSource {
    /** Told once; also from within the question. */
    interface Answer {
        /**
         * @param token null where the application has none
         */
        void given(String token);

        /** There is none now; it is asked again later. */
        void failed(String why);
    }

    void ask(Answer answer);
}
