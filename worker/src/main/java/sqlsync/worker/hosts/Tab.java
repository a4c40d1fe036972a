package sqlsync.worker.hosts;

/** A page as somebody who may lend a storage host. */
public interface Tab {
    /** Of its page session. */
    String id();

    boolean visible();

    /** Hidden for good, or in the back/forward cache: of no use as a host. */
    boolean suspended();

    /** Asks for a storage host, which is to have that id. */
    void lend(String host);

    /** The storage host of that id is not needed any more. */
    void unlend(String host);
}
