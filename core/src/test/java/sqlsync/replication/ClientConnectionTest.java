package sqlsync.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sqlsync.platform.EventQueue;
import sqlsync.platform.SeededRandomness;

/** A device's end of a connection: it comes back from everything, and asks for tokens again. */
class ClientConnectionTest implements DeviceChannel {
    private final EventQueue events = new EventQueue();
    private final ScriptedCoordinator coordinator = new ScriptedCoordinator(events);
    private final ClientConnection connection =
            new ClientConnection(
                    "ws://test/sync", coordinator, events, new SeededRandomness(5), "test");
    private final List<String> told = new ArrayList<>();
    private final List<TokenSource.Answer> questions = new ArrayList<>();

    @Override
    public Message.Attach attach(int channel, String token) {
        Message.Attach like = (Message.Attach) MessageCodecTest.MESSAGES.get("attach-first");
        return new Message.Attach(
                channel, "doc", "todo", 1, token, true, like.timeline(), 1, like.storage());
    }

    @Override
    public void received(Message message) {
        told.add(message.getClass().getSimpleName());
    }

    @Override
    public void refused(String code, String message, boolean retryable) {
        told.add("refused: " + code);
    }

    @Override
    public void interrupted(String why) {
        told.add("interrupted");
    }

    private ClientChannel open() {
        ClientChannel channel = connection.open(this, null);
        events.runSoon();
        return channel;
    }

    private ClientChannel opened() {
        ClientChannel channel = open();
        coordinator.greet();
        coordinator.welcome(1);
        told.clear();
        return channel;
    }

    private String lastToken() {
        List<Message> attachments = coordinator.attachments();
        return ((Message.Attach) attachments.get(attachments.size() - 1)).token();
    }

    /** The next link is opened: whatever is waited for comes to pass. */
    private void untilLinks(int count) {
        while (coordinator.links.size() < count) {
            assertTrue(events.step(), "no other link is opened");
        }
    }

    @Test
    void channelOpensWhenBothHaveGreeted() {
        ClientChannel channel = open();
        assertEquals(0, channel.number());
        coordinator.link().opened();
        assertEquals(List.of(new Message.Hello(1, 1, "test")), coordinator.heard);
        assertFalse(connection.isOpen());
        coordinator.say(new Message.Hello(1, 1, "coordinator"));
        assertTrue(connection.isOpen());
        assertEquals(1, channel.number());
        coordinator.welcome(1);
        assertEquals(List.of("Welcome"), told);
        assertEquals(0, channel.reopened());
        assertTrue(channel.bytesSent() > 0 && channel.bytesReceived() > 0);
    }

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
    void whoOpensWhileTheLinkIsOpenedWaitsForIt() {
        open();
        open();
        assertEquals(1, coordinator.links.size());
        coordinator.greet();
        assertEquals(2, coordinator.attachments().size());
    }

    @Test
    void lastDocumentTakesTheLinkAlong() {
        ClientChannel channel = opened();
        channel.close();
        assertEquals(List.of("No document is open."), coordinator.closed);
        events.run();
        assertEquals(1, coordinator.links.size());
        open();
        assertEquals(2, coordinator.links.size());
    }

    @Test
    void documentClosedBeforeTheLinkIsOpenedOpensNone() {
        ClientChannel channel = connection.open(this, null);
        channel.close();
        events.run();
        assertTrue(coordinator.links.isEmpty());
    }

    @Test
    void lostLinkIsOpenedAgainAndTheChannelWithIt() {
        ClientChannel channel = opened();
        coordinator.link().ended("gone");
        assertEquals(List.of("interrupted"), told);
        assertEquals(0, channel.number());
        untilLinks(2);
        coordinator.greet();
        coordinator.welcome(1);
        assertEquals(1, channel.reopened());
    }

    @Test
    void whatAnOldLinkSaysIsPassedOver() {
        opened();
        LinkOpener.Listener old = coordinator.link();
        old.ended("gone");
        untilLinks(2);
        told.clear();
        int heard = coordinator.heard.size();
        old.opened();
        old.received(new byte[] {99});
        old.ended("again");
        assertEquals(heard, coordinator.heard.size());
        assertTrue(told.isEmpty());
        coordinator.greet();
        assertTrue(connection.isOpen());
    }

    @Test
    void networkThatIsBackIsUsedAtOnce() {
        opened();
        coordinator.link().ended("gone");
        connection.online();
        assertEquals(2, coordinator.links.size());
        connection.online();
        assertEquals(2, coordinator.links.size());
        coordinator.greet();
        coordinator.say(new Message.Refused(1, "closed", "The coordinator closes.", true));
        connection.online();
        assertEquals(3, coordinator.attachments().size());
        connection.online();
        assertEquals(3, coordinator.attachments().size());
    }

    @Test
    void channelThatIsOpenedWhileWaitingDoesNotHurry() {
        opened();
        coordinator.link().ended("gone");
        open();
        assertEquals(1, coordinator.links.size());
        untilLinks(2);
        coordinator.greet();
        assertEquals(3, coordinator.attachments().size());
    }

    @Test
    void closingEndsEverythingForGood() {
        opened();
        connection.close();
        assertEquals(List.of("No document is open."), coordinator.closed);
        connection.online();
        events.run();
        assertEquals(1, coordinator.links.size());
        assertFalse(connection.isOpen());
    }

    @Test
    void closingWhileWaitingWaitsForNothing() {
        opened();
        coordinator.link().ended("gone");
        connection.close();
        events.run();
        assertEquals(1, coordinator.links.size());
    }

    @Test
    void silentCoordinatorIsAskedAndThenTakenForGone() {
        opened();
        untilLinks(2);
        List<Message> asked =
                coordinator.heard.stream().filter(Message.Ping.class::isInstance).toList();
        assertEquals(new Message.Ping(1), asked.get(0));
        assertTrue(asked.size() > 1);
        assertEquals(List.of("interrupted"), told);
        assertEquals(1, coordinator.closed.size());
    }

    @Test
    void coordinatorThatNeverGreetsIsTakenForGone() {
        open();
        coordinator.link().opened();
        untilLinks(2);
        assertEquals(List.of(new Message.Hello(1, 1, "test")), coordinator.heard);
    }

    @Test
    void signsOfLifeAreAnsweredAndHeard() {
        opened();
        coordinator.say(new Message.Ping(7));
        assertEquals(new Message.Pong(7), coordinator.last());
        coordinator.say(new Message.Pong(7));
        assertTrue(told.isEmpty());
        assertTrue(connection.isOpen());
    }

    @Test
    void coordinatorThatClosesIsConnectedAgain() {
        opened();
        coordinator.say(new Message.Closing("restart"));
        assertEquals(1, coordinator.closed.size());
        untilLinks(2);
        coordinator.link().opened();
        coordinator.say(new Message.Closing("not yet"));
        assertEquals(2, coordinator.closed.size());
        untilLinks(3);
    }

    @Test
    void versionsThatDoNotMeetAreIncompatible() {
        open();
        coordinator.link().opened();
        coordinator.say(new Message.Hello(9, 2, "from the future"));
        assertEquals(List.of("interrupted", "refused: incompatible"), told);
        untilLinks(2);
        coordinator.link().opened();
        coordinator.say(new Message.Hello(0, 0, "from the past"));
        assertEquals("refused: incompatible", told.get(told.size() - 1));
    }

    @Test
    void newerCoordinatorThatSpeaksOurVersionIsUnderstood() {
        open();
        coordinator.link().opened();
        coordinator.say(new Message.Hello(9, 1, "from the future"));
        assertTrue(connection.isOpen());
    }

    @Test
    void malformedFramesEndTheLinkAndAnotherFollows() {
        List<Runnable> bad =
                List.of(
                        () -> coordinator.link().received(new byte[0]),
                        () -> coordinator.say(new Message.Pong(1)),
                        () -> {
                            coordinator.greet();
                            coordinator.say(new Message.Detach(1));
                        },
                        () -> {
                            coordinator.greet();
                            coordinator.say(new Message.Acknowledge(1, 0, 0));
                        },
                        () -> {
                            coordinator.greet();
                            coordinator.welcome(1);
                            coordinator.welcome(1);
                        });
        open();
        coordinator.link().opened();
        for (int i = 0; i < bad.size(); i++) {
            bad.get(i).run();
            assertEquals(i + 1, coordinator.closed.size());
            assertTrue(coordinator.closed.get(i).startsWith("Malformed: "));
            untilLinks(i + 2);
        }
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

    @Test
    void applicationWithoutATokenIsAskedAgainLater() {
        connection.open(this, questions::add);
        events.runSoon();
        coordinator.greet();
        questions.get(0).failed("No network.");
        assertEquals(List.of("refused: unauthorized"), told);
        while (questions.size() < 2) {
            assertTrue(events.step());
        }
        questions.get(0).given("too late");
        questions.get(0).failed("too late");
        assertTrue(coordinator.attachments().isEmpty());
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

    @Test
    void messagesOfANewerVersionArePassedOver() {
        open();
        coordinator.link().opened();
        coordinator.say(new Message.Hello(9, 1, "from the future"));
        coordinator.link().received(new byte[] {99});
        assertTrue(connection.isOpen());
    }

    /** A document that gives up, whatever it was just told. */
    @Test
    void documentMayCloseWhileItIsToldSomething() {
        ClientChannel[] mine = new ClientChannel[1];
        DeviceChannel leaving =
                new DeviceChannel() {
                    @Override
                    public Message.Attach attach(int channel, String token) {
                        return ClientConnectionTest.this.attach(channel, token);
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

    @Test
    void nothingIsOpenedOnceTheConnectionIsClosed() {
        connection.close();
        connection.close();
        open();
        events.run();
        assertTrue(coordinator.links.isEmpty());
    }
}
