package sqlsync.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** One document's channel: it asks for tokens again, starts over, and closes whenever it likes. */
class ReopeningChannelTest extends ConnectionStory {
    @Test
    void documentsShareOneLink() {
        opened();
        ClientChannel second = open();
        assertEquals(1, coordinator.links.size());
        assertEquals(2, second.number());
        second.close();
        assertEquals(new Message.Detach(2), coordinator.last());
        second.close();
        second.send(new Message.Entries(2, new byte[1]));
        assertEquals(new Message.Detach(2), coordinator.last());
        assertTrue(coordinator.closed.isEmpty());
    }

    @Test
    void whatIsSaidOnAChannelThatWasClosedIsPassedOver() {
        ClientChannel channel = opened();
        open();
        channel.close();
        coordinator.say(new Message.Acknowledge(1, 0, 0));
        assertTrue(told.isEmpty());
        assertTrue(connection.isOpen());
    }

    @Test
    void channelStartsOverWithoutTheLink() {
        ClientChannel channel = open();
        channel.restart();
        channel.restartLater();
        assertTrue(told.isEmpty());
        coordinator.greet();
        coordinator.welcome(1);
        channel.restart();
        assertEquals(new Message.Detach(1), coordinator.last());
        events.runSoon();
        assertEquals(2, channel.number());
        assertEquals(1, coordinator.links.size());
        channel.close();
        channel.restart();
        assertEquals(0, channel.number());
    }

    @Test
    void fullLinkIsCongested() {
        ClientChannel channel = open();
        assertFalse(channel.congested());
        coordinator.buffered = ReplicationLimits.CONGESTED_BYTES;
        assertFalse(channel.congested());
        coordinator.buffered++;
        assertTrue(channel.congested());
        coordinator.link().ended("gone");
        assertFalse(channel.congested());
    }

    @Test
    void refusedTokenIsAskedForAgainAndAFreshOneIsNotTriedTwice() {
        connection.open(this, questions::add);
        events.runSoon();
        coordinator.greet();
        questions.get(0).given("old");
        assertEquals("old", lastToken());
        coordinator.welcome(1);
        coordinator.say(new Message.Refused(1, "unauthorized", "Expired.", false));
        assertEquals(List.of("Welcome", "interrupted"), told);
        questions.get(1).given("fresh");
        assertEquals("fresh", lastToken());
        coordinator.say(new Message.Refused(2, "unauthorized", "Not this one.", false));
        assertEquals("refused: unauthorized", told.get(told.size() - 1));
        assertEquals(2, questions.size());
        while (questions.size() < 3) {
            assertTrue(events.step());
        }
    }

    /** Opened with "old", of which the coordinator says that it is valid for so long. */
    private ClientChannel openedWithAToken(long millis) {
        ClientChannel channel = connection.open(this, questions::add);
        events.runSoon();
        coordinator.greet();
        questions.get(0).given("old");
        coordinator.welcome(1);
        coordinator.say(new Message.Expires(1, millis));
        return channel;
    }

    /** Returns when the question came. */
    private long untilQuestions(int count) {
        while (questions.size() < count) {
            // The link is kept alive meanwhile.
            coordinator.say(new Message.Pong(1));
            assertTrue(events.step(), "nobody is asked for a token");
        }
        return events.now();
    }

    @Test
    void tokenIsAskedForBeforeItExpiresAndTheChannelGoesOn() {
        for (long[] each : new long[][] {{3_600_000, 120_000}, {60_000, 12_000}}) {
            ReopeningChannelTest test = new ReopeningChannelTest();
            long begun = test.events.now();
            test.openedWithAToken(each[0]);
            assertEquals(each[0] - each[1], test.untilQuestions(2) - begun);
            test.questions.get(1).given("new");
            assertEquals(new Message.Token(1, "new"), test.coordinator.last());
            test.coordinator.say(new Message.Expires(1, each[0]));
            assertEquals(2 * (each[0] - each[1]), test.untilQuestions(3) - begun);
            assertEquals(List.of("Welcome"), test.told);
            assertEquals(1, test.coordinator.attachments().size());
        }
    }

    @Test
    void theNewestTokenOpensTheNextChannel() {
        openedWithAToken(60_000);
        untilQuestions(2);
        questions.get(1).given("new");
        coordinator.link().ended("gone");
        untilLinks(2);
        coordinator.greet();
        assertEquals("new", lastToken());
    }

    @Test
    void applicationThatHasNoNewerTokenIsAskedAgainUntilTheEnd() {
        openedWithAToken(60_000);
        long begun = events.now();
        assertEquals(48_000, untilQuestions(2) - begun);
        questions.get(1).given("old");
        assertEquals(54_000, untilQuestions(3) - begun);
        questions.get(2).failed("Status 500.");
        assertEquals(57_000, untilQuestions(4) - begun);
        questions.get(3).given(null);
        untilQuestions(5);
        questions.get(4).given("x".repeat(ReplicationLimits.TOKEN_CHARS_MAX + 1));
        assertEquals(1, coordinator.attachments().size());
        assertEquals(List.of("Welcome"), told, "nothing has failed yet");
        coordinator.say(new Message.Refused(1, "unauthorized", "Expired.", false));
        assertEquals(List.of("Welcome", "interrupted"), told);
        questions.get(5).given("new");
        assertEquals("new", lastToken());
    }

    @Test
    void tokensThatHaveJustExpiredAreNotAskedForAllTheTime() {
        openedWithAToken(0);
        long begun = events.now();
        for (int i = 1; i < 5; i++) {
            untilQuestions(i + 1);
            questions.get(i).given("as old " + i);
            coordinator.say(new Message.Expires(1, 0));
        }
        assertEquals(4 * ReopeningChannel.RENEWAL_WAIT_MILLIS_MIN, events.now() - begun);
        untilQuestions(6);
        questions.get(5).given("as old 4");
        // The coordinator will end the channel; nobody is asked until then.
        long last = events.now();
        while (events.now() < last + 20_000) {
            coordinator.say(new Message.Pong(1));
            assertTrue(events.step());
        }
        assertEquals(6, questions.size());
    }

    @Test
    void tokenThatIsGoodForMonthsIsAskedForOnceADay() {
        openedWithAToken(100L * 86_400_000);
        long begun = events.now();
        assertEquals(86_400_000, untilQuestions(2) - begun);
        questions.get(1).given("old");
        assertEquals(2 * 86_400_000, untilQuestions(3) - begun);
    }

    @Test
    void answerForAChannelThatHasEndedIsPassedOver() {
        ClientChannel channel = openedWithAToken(60_000);
        untilQuestions(2);
        channel.close();
        questions.get(1).given("new");
        questions.get(1).failed("no");
        assertEquals(new Message.Closing("No document is open."), coordinator.last());
        openedWithAToken(60_000).close();
    }

    @Test
    void aDeviceWithoutTokensAsksNobody() {
        opened();
        coordinator.say(new Message.Expires(1, 0));
        assertTrue(told.isEmpty());
        assertTrue(connection.isOpen());
    }

    @Test
    void applicationWithoutATokenIsAskedAgainLater() {
        connection.open(this, questions::add);
        events.runSoon();
        coordinator.greet();
        questions.get(0).failed("No network.");
        assertEquals(List.of("hindered: token-unavailable"), told);
        assertEquals(List.of("No network."), sentences);
        while (questions.size() < 2) {
            assertTrue(events.step());
        }
        questions.get(0).given("too late");
        questions.get(0).failed("too late");
        assertTrue(coordinator.attachments().isEmpty());
    }

    @Test
    void tokenThatFailsOftenIsAskedForAgainSoon() {
        connection.open(this, questions::add);
        events.runSoon();
        coordinator.greet();
        for (int i = 0; i < 20; i++) {
            long failedAt = events.now();
            questions.get(i).failed("No network.");
            while (questions.size() < i + 2) {
                if (i > 15) {
                    // The link is kept alive meanwhile.
                    coordinator.say(new Message.Pong(1));
                }
                assertTrue(events.step());
            }
            assertTrue(events.now() - failedAt <= 5_000, () -> "waited since " + failedAt);
        }
    }

    @Test
    void somebodyWhoWaitsIsNotKeptForTheWholeWait() {
        ClientChannel channel = connection.open(this, questions::add);
        events.runSoon();
        coordinator.greet();
        for (int i = 0; i < 4; i++) {
            long failedAt = events.now();
            questions.get(i).failed("No network.");
            channel.hurry();
            while (questions.size() < i + 2) {
                assertTrue(events.step());
            }
            assertTrue(events.now() - failedAt <= BackOff.FIRST_MILLIS);
        }
    }

    @Test
    void applicationMaySayThatThereIsNoToken() {
        connection.open(this, questions::add);
        events.runSoon();
        coordinator.greet();
        questions.get(0).given(null);
        assertEquals(null, lastToken());
    }

    @Test
    void tokenThatIsTooLongIsNotSent() {
        connection.open(this, questions::add);
        events.runSoon();
        coordinator.greet();
        questions.get(0).given("x".repeat(ReplicationLimits.TOKEN_CHARS_MAX + 1));
        assertEquals(List.of("refused: unauthorized"), told);
        assertTrue(coordinator.attachments().isEmpty());
        while (questions.size() < 2) {
            assertTrue(events.step());
        }
        questions.get(1).given("x".repeat(ReplicationLimits.TOKEN_CHARS_MAX));
        assertEquals(1, coordinator.attachments().size());
    }

    @Test
    void answerForADocumentThatWasClosedIsPassedOver() {
        ClientChannel channel = connection.open(this, questions::add);
        open();
        coordinator.greet();
        channel.close();
        questions.get(0).given("token");
        questions.get(0).failed("no");
        assertEquals(1, coordinator.attachments().size());
        assertTrue(told.isEmpty());
    }

    @Test
    void refusalOfAnotherKindIsToldAndTriedAgain() {
        open();
        coordinator.greet();
        coordinator.say(new Message.Refused(1, "unauthorized", "Nobody.", false));
        assertEquals(List.of("refused: unauthorized"), told);
        while (coordinator.attachments().size() < 2) {
            assertTrue(events.step());
        }
        assertInstanceOf(Message.Attach.class, coordinator.last());
        assertEquals("ws://test/sync", connection.url());
    }

    /** A document that gives up, whatever it was just told. */
    @Test
    void documentMayCloseWhileItIsToldSomething() {
        ClientChannel[] mine = new ClientChannel[1];
        DeviceChannel leaving =
                new DeviceChannel() {
                    @Override
                    public Message.Attach attach(int channel, String token) {
                        return ReopeningChannelTest.this.attach(channel, token);
                    }

                    @Override
                    public void received(Message message) {
                        mine[0].close();
                    }

                    @Override
                    public void refused(String code, String message, boolean retryable) {
                        mine[0].close();
                    }

                    @Override
                    public void hindered(String code, String message) {
                        throw new AssertionError(message);
                    }

                    @Override
                    public void interrupted(String why) {
                        mine[0].close();
                    }
                };
        mine[0] = connection.open(leaving, null);
        events.runSoon();
        coordinator.greet();
        coordinator.welcome(1);
        assertEquals(new Message.Closing("No document is open."), coordinator.last());
        mine[0] = connection.open(leaving, null);
        events.runSoon();
        coordinator.greet();
        coordinator.say(new Message.Refused(1, "not-found", "No.", false));
        events.run();
        assertEquals(2, coordinator.links.size());
        mine[0] = connection.open(leaving, null);
        ClientChannel other = open();
        coordinator.greet();
        coordinator.link().ended("gone");
        untilLinks(4);
        coordinator.greet();
        assertEquals(1, other.number());
    }

    @Test
    void documentClosedWhileItStartsOverIsNotOpenedAgain() {
        ClientChannel channel = opened();
        open();
        channel.restart();
        channel.close();
        events.runSoon();
        assertEquals(2, coordinator.attachments().size());
    }
}
