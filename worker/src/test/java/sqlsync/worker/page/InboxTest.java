package sqlsync.worker.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sqlsync.platform.Timers;

class InboxTest {
    private static final Object PAGE = "page";
    private static final Object OTHER = "other page";

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private double now;
    private final Inbox inbox = new Inbox(new TaskTimers(), () -> now);

    @Test
    void whatIsQuickIsDoneAtOnceAndWithoutATask() {
        read(PAGE, 1, 49);
        write(PAGE, 2, 0);
        assertEquals(List.of("1", "2"), done);
        assertEquals(0, tasks.size());
    }

    @Test
    void aReadThatIsAbortedWhileAnotherRunsIsNotDone() {
        read(PAGE, 1, 1_000);
        read(PAGE, 2, 1_000);
        read(OTHER, 3, 0);
        read(OTHER, 2, 0);
        inbox.abort(PAGE, 2);
        settle();
        assertEquals(List.of("1", "3", "2"), done);
    }

    @Test
    void anAbortThatArrivesSomeTasksLaterIsStillInTime() {
        read(PAGE, 1, 1_000);
        tasks.remove().run();
        tasks.remove().run();
        read(PAGE, 2, 1_000);
        tasks.remove().run();
        tasks.remove().run();
        inbox.abort(PAGE, 2);
        read(PAGE, 3, 0);
        settle();
        assertEquals(List.of("1", "3"), done);
    }

    @Test
    void afterEachLongOneWhatArrivedIsTakenIn() {
        read(PAGE, 1, 1_000);
        read(PAGE, 2, 1_000);
        read(PAGE, 3, 1_000);
        while (done.size() < 2) {
            tasks.remove().run();
        }
        inbox.abort(PAGE, 3);
        settle();
        assertEquals(List.of("1", "2"), done);
    }

    @Test
    void manyShortOnesThatWereHeldAreAsGoodAsALongOne() {
        read(PAGE, 1, 1_000);
        read(PAGE, 2, 30);
        read(PAGE, 3, 30);
        read(PAGE, 4, 30);
        while (done.size() < 2) {
            tasks.remove().run();
        }
        assertEquals(List.of("1", "2", "3"), done);
        inbox.abort(PAGE, 4);
        settle();
        assertEquals(List.of("1", "2", "3"), done);
    }

    @Test
    void writesAreDoneInOrderWhateverIsAborted() {
        read(PAGE, 1, 1_000);
        write(PAGE, 2, 1_000);
        read(PAGE, 3, 0);
        write(PAGE, 4, 0);
        inbox.abort(PAGE, 2);
        inbox.abortAll(PAGE);
        read(PAGE, 5, 0);
        settle();
        assertEquals(List.of("1", "2", "4", "5"), done);
    }

    @Test
    void whatWaitedForItsDocumentIsDoneBeforeWhatArrivedLater() {
        Inbox.Work first = deferred(PAGE, 1, false, 1_000);
        Inbox.Work second = deferred(PAGE, 2, true, 1_000);
        Inbox.Work third = deferred(PAGE, 3, false, 0);
        read(OTHER, 8, 1_000);
        read(PAGE, 9, 0);
        inbox.go(first);
        inbox.go(second);
        inbox.go(third);
        inbox.abort(PAGE, 2);
        settle();
        assertEquals(List.of("8", "1", "3", "9"), done);
    }

    @Test
    void aReadThatIsAbortedWhileItsDocumentOpensIsNotDone() {
        Inbox.Work work = deferred(PAGE, 1, true, 0);
        inbox.abort(PAGE, 1);
        inbox.go(work);
        assertEquals(List.of(), done);
    }

    @Test
    void pagesThatNeverStopToSendAreNotWaitedFor() {
        read(PAGE, 1, 1_000);
        for (int i = 0; i < Inbox.ROUNDS_MAX; i++) {
            write(PAGE, 2, 0);
            tasks.remove().run();
        }
        assertEquals(1 + Inbox.ROUNDS_MAX, done.size());
    }

    @Test
    void whatTimersRunCountsToo() {
        inbox.measured().soon(() -> now += 1_000);
        tasks.remove().run();
        read(PAGE, 1, 0);
        inbox.abort(PAGE, 1);
        settle();
        assertEquals(List.of(), done);
    }

    private void read(Object page, int request, int millis) {
        inbox.arrive(page, request, true, task(request, millis));
    }

    private void write(Object page, int request, int millis) {
        inbox.arrive(page, request, false, task(request, millis));
    }

    private Inbox.Work deferred(Object page, int request, boolean read, int millis) {
        return inbox.defer(page, request, read, task(request, millis));
    }

    private Runnable task(int request, int millis) {
        return () -> {
            now += millis;
            done.add(Integer.toString(request));
        };
    }

    private void settle() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    /** Every timer is a task behind those that are there. */
    private final class TaskTimers implements Timers {
        @Override
        public void soon(Runnable task) {
            tasks.add(task);
        }

        @Override
        public Cancellable after(int milliseconds, Runnable task) {
            tasks.add(task);
            return () -> tasks.remove(task);
        }
    }
}
