package sqlsync.opfs;

/** Entry point of the storage host. */
public final class StorageHostMain {
    private StorageHostMain() {}

    public static void main(String[] args) {}
}
