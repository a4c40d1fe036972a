package sqlsync.document.device;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/** What pages asked for during a rebase, in order. */
final class WaitingTasks {
    private record Task(String session, Runnable run) {}

    private final ArrayDeque<Task> tasks = new ArrayDeque<>();
    private final Map<String, Integer> bySession = new HashMap<>();

    void add(String session, Runnable run) {
        tasks.add(new Task(session, run));
        bySession.merge(session, 1, Integer::sum);
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    boolean has(String session) {
        return bySession.containsKey(session);
    }

    /** Runs and removes the oldest. */
    void runNext() {
        Task task = tasks.remove();
        bySession.merge(task.session, -1, (count, less) -> count == 1 ? null : count + less);
        task.run.run();
    }
}
