package sqlsync.coordinator.loop;

import sqlsync.platform.Clock;

/** The clock of this machine. */
public final class SystemClock implements Clock {
    @Override
    public long now() {
        return System.currentTimeMillis();
    }
}
