package sqlsync.hosting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import sqlsync.platform.Completion;
import sqlsync.platform.IoOperation;
import sqlsync.platform.StorageException;

class HostedBlockStoreTest {
    private final SteppedTimers timers = new SteppedTimers();
    private final FakeHosts hosts = new FakeHosts(timers);
    private final HostedBlockStore store =
            new HostedBlockStore(hosts, timers, new HostLimits(1_000, 50, 3, 2));
    private final List<String> told = new ArrayList<>();

    @Test
    void noHostIsAskedForBeforeThereIsWork() {
        timers.pass(10_000);

        assertTrue(hosts.avoided.isEmpty());
    }

    @Test
    void requestsAreAnsweredInTheirOrder() {
        store.create(1, telling("create"));
        store.submit(List.of(write(1, 0, "abc"), new IoOperation.Flush(1)), telling("write"));
        store.submit(List.of(new IoOperation.Read(1, 1, 9)), reading("read"));
        timers.settle();

        assertEquals(List.of("create", "write", "read bc"), told);
        assertEquals(1, hosts.lent.size());
    }

    @Test
    void theNextHostOpensWhatWasOpenAndGetsWhatIsUnanswered() {
        store.create(1, telling("create 1"));
        store.create(2, telling("create 2"));
        store.close(List.of(2), telling("close 2"));
        timers.settle();
        hosts.last().mute();
        store.submit(List.of(write(1, 0, "abc")), telling("write"));
        store.submit(List.of(new IoOperation.Read(1, 0, 3)), reading("read"));
        timers.settle();
        hosts.last().die();
        timers.settle();

        assertEquals(List.of("create 1", "create 2", "close 2", "write", "read abc"), told);
        assertEquals(new HostRequest.Open(List.of(1)), hosts.last().received.get(0));
        assertEquals(3, hosts.last().received.size());
    }

    @Test
    void requestsMadeWhileThereIsNoHostWaitInOrder() {
        store.create(1, telling("create"));
        timers.settle();
        hosts.nobody = true;
        hosts.last().die();
        store.submit(List.of(write(1, 0, "abc")), telling("write"));
        store.submit(List.of(new IoOperation.Read(1, 0, 3)), reading("read"));
        timers.pass(60_000);
        assertEquals(List.of("create"), told);

        hosts.nobody = false;
        hosts.comeForward();
        timers.settle();

        assertEquals(List.of("create", "write", "read abc"), told);
    }

    @Test
    void aSilentHostIsReplacedWithinTwoSecondsByAnotherLenders() {
        store.create(1, telling("create"));
        timers.settle();
        FakeHosts.Host first = hosts.last();
        first.silent = true;
        store.submit(List.of(write(1, 0, "abc")), telling("write"));
        timers.pass(2_000);

        assertEquals(List.of("create", "write"), told);
        assertEquals(Arrays.asList(null, first.lender()), hosts.avoided);
        assertTrue(first.ended && first.givenBack);
        assertEquals(1, store.handovers());
    }

    @Test
    void aHostThatStillWaitsForItsFilesIsNotSilent() {
        store.create(1, telling("create"));
        timers.settle();
        FakeHosts.Host host = hosts.last();
        host.silent = true;
        store.open(List.of(7), telling("open"));
        for (int i = 0; i < 20; i++) {
            timers.pass(500);
            host.answer(2, new HostAnswer.Waiting());
        }
        assertEquals(1, hosts.lent.size());

        host.answer(2, new HostAnswer.Done());

        assertEquals(List.of("create", "open"), told);
    }

    @Test
    void answersOfAnEarlierHostAreIgnored() {
        store.create(1, telling("create"));
        timers.settle();
        FakeHosts.Host first = hosts.last();
        first.silent = true;
        store.submit(List.of(write(1, 0, "abc")), telling("write"));
        hosts.nobody = true;
        timers.pass(2_000);
        first.answer(2, new HostAnswer.Read(List.of()));
        first.listener.died();

        assertEquals(List.of("create"), told);
        assertEquals(1, store.handovers());
    }

    @Test
    void aSlowDiskIsGivenMoreTimeEachTime() {
        store.create(1, telling("create"));
        timers.settle();
        hosts.last().silent = true;
        hosts.silenceNext(1);
        store.submit(List.of(write(1, 0, "abc")), telling("write"));
        timers.pass(1_050);
        assertEquals(2, hosts.lent.size());
        timers.pass(2_000);
        assertEquals(2, hosts.lent.size());
        timers.pass(50);

        assertEquals(3, hosts.lent.size());
        assertEquals(List.of("create", "write"), told);
    }

    @Test
    void afterSoManySilentHostsWhatWaitsFailsAndWhatComesLaterIsServed() {
        store.create(1, telling("create"));
        timers.settle();
        hosts.last().silent = true;
        hosts.silenceNext(2);
        store.submit(List.of(write(1, 0, "abc")), telling("write"));
        timers.pass(1_050 + 2_050 + 4_050);
        assertEquals(List.of("create", "write failed FAILED"), told);

        store.submit(List.of(write(1, 0, "abc")), telling("again"));
        timers.settle();

        assertEquals(List.of("create", "write failed FAILED", "again"), told);
    }

    @Test
    void aHostThatCannotOpenTheFilesIsReplacedAndAfterSeveralWhatWaitsFails() {
        failTwiceToOpenAFile();

        assertEquals(List.of("create", "write failed UNAVAILABLE"), told);
    }

    @Test
    void filesThatHostsCouldNotOpenAreOpenedForWhatComesLater() {
        failTwiceToOpenAFile();
        store.submit(List.of(write(1, 0, "abc")), telling("again"));
        timers.settle();

        assertEquals(List.of("create", "write failed UNAVAILABLE", "again"), told);
    }

    @Test
    void aFileThatIsClosedWhileHostsCannotOpenItIsNotOpenedAgain() {
        failTwiceToOpenAFile();
        hosts.refuseNext(2, StorageException.Kind.UNAVAILABLE);
        store.close(List.of(1), telling("close"));
        timers.settle();
        store.create(2, telling("other"));
        timers.settle();

        assertEquals(
                List.of("create", "write failed UNAVAILABLE", "close failed UNAVAILABLE", "other"),
                told);
        assertEquals(List.of(new HostRequest.Create(2)), hosts.last().received);
    }

    private void failTwiceToOpenAFile() {
        store.create(1, telling("create"));
        timers.settle();
        hosts.nobody = true;
        hosts.last().die();
        store.submit(List.of(write(1, 0, "abc")), telling("write"));
        hosts.nobody = false;
        hosts.refuseNext(2, StorageException.Kind.UNAVAILABLE);
        hosts.comeForward();
        timers.settle();
    }

    @Test
    void aFailureIsTheRequestsOwnAndKeepsItsKind() {
        store.open(List.of(9), telling("open"));
        store.create(1, telling("create"));
        timers.settle();

        assertEquals(List.of("open failed UNAVAILABLE", "create"), told);
        assertEquals(1, hosts.lent.size());
    }

    @Test
    void whereNobodyCanStartAHostWhatWaitsFailsAndTheNextRequestAsksAgain() {
        hosts.nobody = true;
        store.create(1, telling("create"));
        timers.settle();
        hosts.refuse("No tab could start its storage host.");
        assertEquals(List.of("create failed UNAVAILABLE"), told);

        hosts.nobody = false;
        store.create(1, telling("again"));
        timers.settle();

        assertEquals(List.of("create failed UNAVAILABLE", "again"), told);
    }

    @Test
    void aStoppedStoreEndsItsHostAndAsksForNoOther() {
        store.create(1, telling("create"));
        timers.settle();
        store.stop();
        store.create(2, telling("late"));
        timers.pass(10_000);

        assertTrue(hosts.last().ended);
        assertNull(store.lender());
        assertFalse(told.contains("late"));
        assertEquals(1, hosts.lent.size());
    }

    private static IoOperation write(int file, long position, String text) {
        return new IoOperation.Write(file, position, text.getBytes());
    }

    private <T> Completion<T, StorageException> telling(String what) {
        return Completion.of(
                ignored -> told.add(what), failure -> told.add(what + " failed " + failure.kind()));
    }

    private Completion<List<byte[]>, StorageException> reading(String what) {
        return Completion.of(
                blocks -> told.add(what + " " + new String(blocks.get(0))),
                failure -> told.add(what + " failed " + failure.kind()));
    }
}
