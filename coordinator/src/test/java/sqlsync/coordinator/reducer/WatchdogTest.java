package sqlsync.coordinator.reducer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sqlsync.coordinator.health.FatalErrors;

@Timeout(900)
class WatchdogTest {
    private final CountDownLatch lastResort = new CountDownLatch(1);
    private final Watchdog watchdog =
            new Watchdog(
                    100, new FatalErrors(code -> lastResort.countDown()), lastResort::countDown);
    private volatile boolean stopped;

    @AfterEach
    void close() {
        watchdog.close();
    }

    @Test
    void workInTimeIsLeftAlone() {
        for (int i = 0; i < 10_000; i++) {
            int each = i;
            assertEquals(i, watchdog.run(1_000, () -> {}, () -> stopped = true, () -> each));
        }
        assertFalse(stopped);
        assertThrows(
                IllegalStateException.class,
                () ->
                        watchdog.run(
                                1_000,
                                () -> {},
                                () -> stopped = true,
                                () -> {
                                    throw new IllegalStateException("its own");
                                }));
    }

    @Test
    void workThatTakesTooLongIsStoppedAndTheThreadIsNotInterruptedAfterwards() {
        for (int i = 0; i < 20; i++) {
            stopped = false;
            assertThrows(
                    Watchdog.OverdueException.class,
                    () -> watchdog.run(5, () -> {}, () -> stopped = true, this::spinUntilStopped));
            assertFalse(Thread.interrupted());
        }
    }

    private String spinUntilStopped() {
        while (!stopped) {
            Thread.onSpinWait();
        }
        throw new IllegalStateException("stopped");
    }

    @Test
    void workThatOnlyAnInterruptEndsIsStopped() {
        assertThrows(
                Watchdog.OverdueException.class,
                () -> watchdog.run(5, () -> {}, () -> {}, this::spin));
        assertFalse(Thread.interrupted());
    }

    private String spin() {
        while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
        throw new IllegalStateException("interrupted");
    }

    @Test
    void whatIsLongUnderWayIsToldAndGoesOn() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        watchdog.run(
                60_000,
                told::countDown,
                () -> stopped = true,
                () -> {
                    while (told.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                    return null;
                });
        assertFalse(stopped);
    }

    @Test
    void workThatNothingEndsIsForTheLastResort() {
        watchdog.run(
                5,
                () -> {},
                () -> {},
                () -> {
                    while (lastResort.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                    return null;
                });
    }
}
