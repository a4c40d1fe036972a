package sqlsync.coordinator.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sqlsync.coordinator.loop.EventLoop;
import sqlsync.coordinator.reducer.Watchdog;

@Timeout(60)
class FatalErrorsTest {
    private final List<Integer> ends = new ArrayList<>();
    private final FatalErrors fatal = new FatalErrors(ends::add);

    @Test
    void errorsOfTheProcessEndItWhateverTheyAreWrappedIn() {
        fatal.check(new OutOfMemoryError("made up"));
        fatal.check(new NoClassDefFoundError("made up"));
        fatal.check(
                new CompletionException(new IllegalStateException(new InternalError("made up"))));
        assertEquals(List.of(70, 70, 70), ends);
    }

    @Test
    void exceptionsAndStacksThatWereTooDeepDoNot() {
        fatal.check(null);
        fatal.check(new IllegalStateException("made up"));
        fatal.check(new StackOverflowError());
        Exception circle = new IllegalStateException("made up");
        circle.initCause(new IllegalStateException(circle));
        fatal.check(circle);
        assertEquals(List.of(), ends);
    }

    @Test
    void whatAnExecutorKeepsToItselfIsSeen() {
        assertThrows(
                LinkageError.class,
                () ->
                        fatal.guard(Runnable::run)
                                .execute(
                                        () -> {
                                            throw new LinkageError("made up");
                                        }));
        assertEquals(List.of(70), ends);
    }

    @Test
    void anErrorOnAThreadOfTheWatchdogEndsTheProcess() throws Exception {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        try (Watchdog watchdog = new Watchdog(100, new FatalErrors(end::complete), () -> {})) {
            watchdog.run(
                    1,
                    () -> {},
                    () -> {
                        throw new OutOfMemoryError("made up");
                    },
                    () -> {
                        while (!end.isDone()) {
                            Thread.onSpinWait();
                        }
                        return null;
                    });
        }
        assertEquals(70, end.get(30, TimeUnit.SECONDS));
    }

    @Test
    void healthNamesThePartThatDoesNotAnswer() throws Exception {
        try (EventLoop well = new EventLoop("well", fatal::check);
                HealthCheck check = new HealthCheck(50, fatal)) {
            check.with("well", well).with("stuck", task -> {});
            assertEquals(List.of("stuck"), check.check().get(30, TimeUnit.SECONDS));
        }
        try (EventLoop well = new EventLoop("well", fatal::check);
                HealthCheck check = new HealthCheck(60_000, fatal)) {
            check.with("well", well);
            assertEquals(List.of(), check.check().get(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void howeverManyAskOneCheckIsUnderWay() {
        List<Runnable> asked = new ArrayList<>();
        try (HealthCheck check = new HealthCheck(60_000, fatal)) {
            check.with("slow", asked::add);
            for (int i = 0; i < 1_000; i++) {
                check.check();
            }
            assertEquals(1, asked.size());
            asked.get(0).run();
            assertTrue(check.check().isDone());
        }
    }
}
