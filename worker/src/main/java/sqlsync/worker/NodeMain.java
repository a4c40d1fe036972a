package sqlsync.worker;

import sqlsync.browser.BrowserRandomness;
import sqlsync.worker.network.MemoryCoordinator;

/**
 * Entry point of the engine in Node, for tests of reducers: the same worker, or a coordinator in
 * memory, as whoever starts it uses it. Random numbers are taken one at a time, so that what gives
 * them knows which one became a mutation's seed.
 */
public final class NodeMain {
    private NodeMain() {}

    public static void main(String[] args) {
        BrowserRandomness randomness = new BrowserRandomness(Long.BYTES);
        WorkerMain.listen(randomness);
        new MemoryCoordinator(randomness).listen();
    }
}
