package sqlsync.simulation;

import sqlsync.platform.EventQueue;
import sqlsync.platform.PowerCut;
import sqlsync.platform.Timers;

/** A process on a device: what it was about to do dies with it. */
final class Process implements Timers {
    private final EventQueue queue;
    private final Runnable powerCut;
    private boolean alive = true;

    /**
     * @param powerCut told when the machine stopped while this process asked for something
     */
    Process(EventQueue queue, Runnable powerCut) {
        this.queue = queue;
        this.powerCut = powerCut;
    }

    boolean alive() {
        return alive;
    }

    void kill() {
        alive = false;
    }

    /** Runs something in the process, now. */
    void run(Runnable task) {
        if (!alive) {
            return;
        }
        try {
            task.run();
        } catch (PowerCut cut) {
            powerCut.run();
        }
    }

    @Override
    public void soon(Runnable task) {
        queue.soon(() -> run(task));
    }

    @Override
    public Cancellable after(int milliseconds, Runnable task) {
        return queue.after(milliseconds, () -> run(task));
    }
}
