package sqlsync.document;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import sqlsync.SqlSyncException;
import sqlsync.platform.Completion;
import sqlsync.platform.EventQueue;
import sqlsync.platform.StorageException;

class CommitQueueTest {
    private final EventQueue events = new EventQueue();
    private final List<String> told = new ArrayList<>();
    private final AtomicReference<Completion<Void, StorageException>> flushing =
            new AtomicReference<>();
    private Consumer<Completion<Void, StorageException>> flushes = done -> done.succeeded(null);

    private final CommitQueue queue =
            new CommitQueue(
                    events,
                    new CommitQueue.Content() {
                        @Override
                        public boolean append(List<Sessions.Entry> outcomes) {
                            return true;
                        }

                        @Override
                        public boolean gathered() {
                            return false;
                        }

                        @Override
                        public void flush(Completion<Void, StorageException> done) {
                            flushes.accept(done);
                        }

                        @Override
                        public void written() {}

                        @Override
                        public void durable() {}

                        @Override
                        public void takeBack(StorageException why) {}
                    });

    private void flush(String name) {
        queue.flush(
                Completion.either(why -> told.add(name + (why == null ? " durable" : " failed"))));
    }

    private void add(String name, long sequence) {
        queue.add(
                new Sessions.Entry("session", sequence, new Outcome.Accepted(List.of())),
                new MutationListener() {
                    @Override
                    public void applied(List<String> results) {}

                    @Override
                    public void durable() {
                        told.add(name + " durable");
                    }

                    @Override
                    public void failed(SqlSyncException why) {
                        told.add(name + " failed");
                    }
                });
    }

    /** One that is sent again waits for a flush: it comes before those that were made after it. */
    @Test
    void whoWaitsForABatchIsCalledInTheOrderOfTheCalls() {
        flush("sent again");
        add("new", 2);
        flush("flush");
        add("newer", 3);
        events.run();
        assertEquals(
                List.of("sent again durable", "new durable", "flush durable", "newer durable"),
                told);
    }

    @Test
    void whoWaitsForABatchThatFailsIsCalledInThatOrder() {
        StorageException failure = new StorageException(StorageException.Kind.FAILED, "no");
        flushes = done -> done.failed(failure);
        flush("sent again");
        add("new", 2);
        events.run();
        assertEquals(List.of("sent again failed", "new failed"), told);
    }

    @Test
    void whatTheLogLostOverSomethingElseIsTakenBackAtOnce() {
        add("lost", 1);
        queue.undone(new StorageException(StorageException.Kind.FAILED, "a fold"));
        assertEquals(List.of("lost failed"), told);
        add("made after it", 1);
        events.run();
        assertEquals(List.of("lost failed", "made after it durable"), told);
    }

    @Test
    void aBatchThatTheLogLostIsTakenBackOnce() {
        flushes = flushing::set;
        add("lost", 1);
        events.run();
        add("gathered", 2);
        StorageException why = new StorageException(StorageException.Kind.FAILED, "a fold");
        queue.undone(why);
        flushing.get().failed(why);
        assertEquals(List.of("lost failed", "gathered failed"), told);
    }
}
