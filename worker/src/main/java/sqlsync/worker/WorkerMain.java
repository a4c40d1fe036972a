package sqlsync.worker;

/** Entry point of the SharedWorker. */
public final class WorkerMain {
    private WorkerMain() {}

    public static void main(String[] args) {}
}
