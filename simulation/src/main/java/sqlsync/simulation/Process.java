package sqlsync.simulation;

import sqlsync.platform.Clock;
import sqlsync.platform.PowerCut;
import sqlsync.platform.Timers;

/** A process on a machine: what it was about to do dies with it. */
final class Process implements Timers {
    private final Scheduler scheduler;
    private final Scheduler.Lane lane;
    private final Runnable powerCut;
    private boolean alive = true;

    /**
     * @param powerCut told when the machine stopped while this process asked for something
     */
    Process(Scheduler scheduler, Runnable powerCut) {
        this.scheduler = scheduler;
        this.lane = scheduler.newLane();
        this.powerCut = powerCut;
    }

    boolean alive() {
        return alive;
    }

    void kill() {
        alive = false;
        lane.clear();
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

    /** The clock of a machine that is wrong by so many milliseconds. */
    Clock clock(Offset offset) {
        return () -> scheduler.now() + offset.millis();
    }

    /** By how much a clock is wrong. */
    interface Offset {
        long millis();
    }

    @Override
    public void soon(Runnable task) {
        lane.post(() -> run(task));
    }

    @Override
    public Cancellable after(int milliseconds, Runnable task) {
        return scheduler.after(milliseconds, () -> run(task));
    }
}
