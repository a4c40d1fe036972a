package sqlsync.coordinator.auth;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A key server that answers what a test says, and counts. */
final class ScriptedKeys implements KeySource {
    private String answer;
    private int loads;

    ScriptedKeys(String answer) {
        this.answer = answer;
    }

    /**
     * @param next answered from now on; null fails
     */
    synchronized void answer(String next) {
        answer = next;
    }

    @Override
    public synchronized CompletionStage<String> load() {
        loads++;
        notifyAll();
        return answer == null
                ? CompletableFuture.failedStage(new IOException("nobody is there"))
                : CompletableFuture.completedStage(answer);
    }

    synchronized int loads() {
        return loads;
    }

    synchronized void awaitLoads(int count) throws InterruptedException {
        while (loads < count) {
            wait();
        }
    }

    @Override
    public String name() {
        return "https://login.example/keys";
    }
}
