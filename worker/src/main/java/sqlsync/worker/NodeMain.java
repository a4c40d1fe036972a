package sqlsync.worker;

import sqlsync.browser.BrowserRandomness;

/**
 * Entry point of the engine in Node, for tests of reducers: the same worker, which takes its random
 * numbers one at a time, so that what gives them knows which one became a mutation's seed.
 */
public final class NodeMain {
    private NodeMain() {}

    public static void main(String[] args) {
        WorkerMain.listen(new BrowserRandomness(Long.BYTES));
    }
}
