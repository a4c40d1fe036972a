package sqlsync.worker.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import sqlsync.platform.Completion;
import sqlsync.platform.Timers;

class TokenRequestsTest {
    private final SteppedTimers timers = new SteppedTimers();
    private final List<FakeGiver> givers = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private int names;
    private final TokenRequests desk = new TokenRequests(() -> "ask" + ++names, timers);

    @Test
    void whoHasNoTokenIsNotAsked() {
        ask();
        assertEquals(List.of("token null"), heard);
    }

    @Test
    void aVisiblePageIsAskedBeforeAHiddenOneAndItsTokenTaken() {
        FakeGiver hidden = giver(false);
        FakeGiver visible = giver(true);
        ask();
        assertEquals(List.of("ask1"), visible.asked);
        desk.answered("ask1", visible, "t", null);
        assertEquals(List.of("token t"), heard);
        assertEquals(List.of(), hidden.asked);
    }

    @Test
    void aPageThatRefusesIsFollowedByTheNextAtOnce() {
        FakeGiver first = giver(true);
        FakeGiver second = giver(false);
        ask();
        desk.answered("ask1", first, null, "It failed.");
        assertEquals(List.of("ask1"), second.asked);
        desk.answered("ask1", second, "t", null);
        assertEquals(List.of("token t"), heard);
    }

    @Test
    void aPageThatDoesNotAnswerIsJoinedByAnotherAndMayStillBeFirst() {
        FakeGiver slow = giver(true);
        FakeGiver other = giver(false);
        ask();
        timers.advance(4_999);
        assertEquals(List.of(), other.asked);
        timers.advance(1);
        assertEquals(List.of("ask1"), other.asked);
        desk.answered("ask1", slow, "slow", null);
        desk.answered("ask1", other, "other", null);
        assertEquals(List.of("token slow"), heard);
    }

    @Test
    void aPageThatIsGoneIsNotWaitedForAnyLonger() {
        FakeGiver gone = giver(true);
        ask();
        gone.reachable = false;
        timers.advance(5_000);
        assertEquals(List.of("token-unavailable no page could be asked."), heard);
    }

    @Test
    void aPageInTheBackForwardCacheIsNotAsked() {
        giver(true).reachable = false;
        ask();
        assertEquals(List.of("token-unavailable no page could be asked."), heard);
    }

    @Test
    void whenAllRefuseTheLastReasonIsTold() {
        FakeGiver first = giver(true);
        FakeGiver second = giver(true);
        ask();
        desk.answered("ask1", first, null, "It failed.");
        desk.answered("ask1", second, null, "It failed, too.");
        assertEquals(List.of("token-unavailable It failed, too."), heard);
    }

    @Test
    void whenNobodyEverAnswersTheQuestionEnds() {
        giver(true);
        ask();
        timers.advance(60_000);
        assertEquals(List.of("token-unavailable no page answered in time."), heard);
        assertEquals(0, timers.waiting());
    }

    @Test
    void aPageThatComesMeanwhileIsAskedAsWell() {
        giver(true);
        ask();
        FakeGiver late = giver(true);
        timers.advance(5_000);
        assertEquals(List.of("ask1"), late.asked);
    }

    @Test
    void whoseTokenWasOfNoUseIsAskedAfterTheOthers() {
        FakeGiver visible = giver(true);
        ask();
        desk.answered("ask1", visible, "refused", null);
        FakeGiver hidden = giver(false);
        ask();
        assertEquals(List.of("ask2"), hidden.asked);
        desk.answered("ask2", hidden, "refused, too", null);
        ask();
        assertEquals(List.of("ask1", "ask3"), visible.asked);
    }

    @Test
    void anAnswerToNoQuestionIsNone() {
        FakeGiver page = giver(true);
        ask();
        desk.answered("of another worker", page, "t", null);
        assertEquals(List.of(), heard);
    }

    private void ask() {
        desk.ask(
                () -> givers,
                Completion.of(
                        token -> heard.add("token " + token),
                        failure ->
                                heard.add(
                                        failure.code().text()
                                                + failure.getMessage()
                                                        .replace(
                                                                "There is no token for the coordinator:",
                                                                ""))));
        timers.advance(0);
    }

    private FakeGiver giver(boolean visible) {
        FakeGiver giver = new FakeGiver(visible);
        givers.add(giver);
        return giver;
    }

    private static final class FakeGiver implements TokenQuestion.Giver {
        private final boolean visible;
        private final List<String> asked = new ArrayList<>();
        private boolean reachable = true;
        private int lastGave;

        FakeGiver(boolean visible) {
            this.visible = visible;
        }

        @Override
        public boolean reachable() {
            return reachable;
        }

        @Override
        public boolean visible() {
            return visible;
        }

        @Override
        public int lastGave() {
            return lastGave;
        }

        @Override
        public void gave(int time) {
            lastGave = time;
        }

        @Override
        public void askForToken(String ask) {
            asked.add(ask);
        }
    }

    /** Time that passes when the test says so. */
    private static final class SteppedTimers implements Timers {
        private final TreeMap<Long, Runnable> tasks = new TreeMap<>();
        private long now;
        private long order;

        @Override
        public void soon(Runnable task) {
            after(0, task);
        }

        @Override
        public Cancellable after(int milliseconds, Runnable task) {
            long at = (now + milliseconds) * 1_000 + order++ % 1_000;
            tasks.put(at, task);
            return () -> tasks.remove(at);
        }

        void advance(int milliseconds) {
            now += milliseconds;
            while (!tasks.isEmpty() && tasks.firstKey() / 1_000 <= now) {
                tasks.pollFirstEntry().getValue().run();
            }
        }

        int waiting() {
            return tasks.size();
        }
    }
}
