package sqlsync.coordinator.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(900)
class EventLoopTest {
    private final BlockingQueue<Throwable> problems = new LinkedBlockingQueue<>();
    private final EventLoop loop = new EventLoop("loop", problems::add);

    @AfterEach
    void end() {
        loop.close();
    }

    @Test
    void whatIsPostedByOneThreadRunsInOrderOnTheLoop() throws Exception {
        List<Integer> ran = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(1);
        for (int i = 0; i < 1_000; i++) {
            int each = i;
            loop.execute(
                    () -> {
                        assertTrue(loop.isOwnThread());
                        ran.add(each);
                    });
        }
        loop.execute(done::countDown);
        done.await();
        assertEquals(1_000, ran.size());
        for (int i = 0; i < 1_000; i++) {
            assertEquals(i, ran.get(i));
        }
    }

    @Test
    void soonComesBeforeTimersAndTimersInTheirOrder() throws Exception {
        BlockingQueue<String> ran = new LinkedBlockingQueue<>();
        loop.execute(
                () -> {
                    loop.after(2, () -> ran.add("later"));
                    loop.after(0, () -> ran.add("timer"));
                    loop.after(0, () -> ran.add("never")).cancel();
                    loop.soon(() -> loop.soon(() -> ran.add("soon")));
                });
        assertEquals("soon", ran.take());
        assertEquals("timer", ran.take());
        assertEquals("later", ran.take());
        assertTrue(ran.isEmpty());
    }

    @Test
    void workInSlicesDoesNotKeepOthersWaiting() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        loop.execute(() -> sliceUntil(asked));
        loop.execute(asked::countDown);
        asked.await();
    }

    private void sliceUntil(CountDownLatch asked) {
        if (asked.getCount() > 0) {
            loop.soon(() -> sliceUntil(asked));
        }
    }

    @Test
    void aTaskThatThrowsIsReportedAndTheLoopGoesOn() throws Exception {
        loop.execute(
                () -> {
                    throw new IllegalStateException("no");
                });
        assertEquals("no", problems.take().getMessage());
        CountDownLatch next = new CountDownLatch(1);
        loop.execute(next::countDown);
        next.await();
    }

    @Test
    void timersOfAnotherThreadAreRefused() {
        assertThrows(IllegalStateException.class, () -> loop.soon(() -> {}));
        assertThrows(IllegalStateException.class, () -> loop.after(1, () -> {}));
    }
}
